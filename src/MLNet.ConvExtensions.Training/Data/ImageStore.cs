using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Samples that are images: decoded and resized when they are first needed, then kept as bytes of red, green and blue planes as far as there
/// is room; those beyond are decoded again each time.
/// </summary>
internal sealed class ImageStore : SampleStore
{
    // Where the pixels of a sample are, if they aren't at a place of the store. A place may be negative, but none is as low as these.
    private const int Unknown = int.MinValue;
    private const int InWork = int.MinValue + 1;
    private const int Nowhere = int.MinValue + 2;

    private readonly List<object> _sources = [];
    private readonly List<int> _rows = [];
    private readonly List<int> _places = [];
    private readonly BackbonePreprocessing _kept;
    private readonly BackbonePreprocessing _preprocessing;
    private readonly float[]? _greyShares;
    private readonly float _greyFactor;
    private readonly float _greyOffset;
    private readonly Lazy<PixelStore?> _pixels;
    private long _inMemory;

    // The shares of red, green and blue in grey (ITU-R BT.601). The fitted stage takes the grey of normalised channels, which is that of
    // the pixels with these shares.
    private static ReadOnlySpan<float> Shares => [0.299f, 0.587f, 0.114f];

    /// <summary>Keeps images for a network's preprocessing.</summary>
    /// <param name="preprocessing">What the network takes.</param>
    /// <param name="grey">Whether the network takes one channel.</param>
    /// <param name="margin">How much larger than that images are kept, 1 or more, for crops.</param>
    /// <param name="cache">Where they are kept.</param>
    public ImageStore(BackbonePreprocessing preprocessing, bool grey, double margin, PixelCache cache)
    {
        // Kept as they are, 0 to 255, red first: normalized they are when they go to the network.
        _kept = preprocessing with
        {
            Width = (int)Math.Ceiling(preprocessing.Width * Math.Max(1, margin)),
            Height = (int)Math.Ceiling(preprocessing.Height * Math.Max(1, margin)),
            CropFraction = Math.Min(1, preprocessing.CropFraction * Math.Max(1, margin)),
            Scale = 1,
            Mean = [0, 0, 0],
            StandardDeviation = [1, 1, 1],
            BlueFirst = false,
        };
        _preprocessing = preprocessing;
        _pixels = new(() => cache.Open(_kept, 3 * _kept.Width * _kept.Height));
        Shape = new SampleShape(grey ? 1 : 3, _kept.Height, _kept.Width);
        if (!grey)
            return;
        for (int channel = 0; channel < 3; channel++)
        {
            _greyFactor += Shares[channel] * _preprocessing.Factor(channel);
            _greyOffset += Shares[channel] * _preprocessing.Offset(channel);
        }

        _greyShares = [.. Enumerable.Range(0, 3).Select(c => Shares[c] * _preprocessing.Factor(c) / _greyFactor)];
    }

    public override int Count => _sources.Count;

    public override SampleShape Shape { get; }

    public override (float Least, float Most) Range => (0, 255);

    public override bool IsSlow => true;

    /// <summary>Of files, their names, sizes and times.</summary>
    public override string Checksum
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (object source in _sources)
            {
                if ((source as byte[] ?? (source as Decoded)?.Planes) is { } bytes)
                {
                    hash.AppendData(bytes);
                    continue;
                }

                var file = new FileInfo((string)source);
                hash.AppendData(
                    Encoding.UTF8.GetBytes(file.Exists ? $"{source}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n" : $"{source}\n")
                );
            }

            return Convert.ToHexString(hash.GetHashAndReset())[..16];
        }
    }

    /// <summary>The bytes that the images take that are kept.</summary>
    public long KeptBytes => _inMemory + (_pixels.Value?.KeptBytes ?? 0);

    /// <summary>Adds an image that lies in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="row">The row that it comes from, for messages; its place here if left out.</param>
    public void AddFile(string path, int? row = null) => Add(path, row);

    /// <summary>Adds an encoded image.</summary>
    public void AddEncoded(byte[] bytes, int? row = null) => Add(bytes, row);

    /// <summary>Adds an image whose pixels are here, and are gone later.</summary>
    public void AddPlanes(ReadOnlySpan<float> planes, int? row = null)
    {
        var bytes = new byte[planes.Length];
        TensorPrimitives.ConvertTruncating(planes, bytes.AsSpan());
        Add(new Decoded(bytes), row);
        _inMemory += bytes.Length;
    }

    /// <summary>Looks at all images, and keeps those for which there is room.</summary>
    /// <param name="maxPixels">The most pixels that an image may have.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The samples that can't be read, with the reason, in their order.</returns>
    public IReadOnlyDictionary<int, string> FindUnreadable(long maxPixels, CancellationToken cancellation)
    {
        var found = new ConcurrentDictionary<int, string>();
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(
            0,
            Count,
            parallel,
            () => new SampleWorkspace(CreateReader(maxPixels), Shape.Length),
            (sample, _, workspace) =>
            {
                try
                {
                    Write(sample, workspace, workspace.Planes);
                }
                catch (ImageInputException e)
                {
                    found[sample] = e.Message;
                }

                return workspace;
            },
            _ => { }
        );
        return new SortedDictionary<int, string>(found);
    }

    /// <summary>Forgets samples that can't be read, as if they hadn't been added; those behind them move up.</summary>
    public void Remove(IEnumerable<int> samples)
    {
        foreach (int sample in samples.OrderDescending())
        {
            _sources.RemoveAt(sample);
            _rows.RemoveAt(sample);
            _places.RemoveAt(sample);
        }
    }

    /// <summary>What one thread reads images with, as they are kept.</summary>
    public ImageReader CreateReader(long maxPixels) => new(_kept, maxPixels);

    /// <exception cref="ImageInputException">The image can't be read; the message names the row and the file.</exception>
    public override void Write(int sample, SampleWorkspace workspace, Span<float> planes)
    {
        if (_greyShares is null)
        {
            WriteColours(sample, workspace, planes);
            return;
        }

        Span<float> colours = workspace.Colours.AsSpan(0, 3 * planes.Length);
        WriteColours(sample, workspace, colours);
        planes.Clear();
        for (int channel = 0; channel < 3; channel++)
            TensorPrimitives.MultiplyAdd(colours.Slice(channel * planes.Length, planes.Length), _greyShares[channel], planes, planes);
    }

    public override void Normalize(Span<float> planes)
    {
        if (_greyShares is not null)
        {
            TensorPrimitives.Multiply(planes, _greyFactor, planes);
            TensorPrimitives.Add(planes, _greyOffset, planes);
            return;
        }

        int size = planes.Length / 3;
        for (int channel = 0; channel < 3; channel++)
        {
            Span<float> plane = planes.Slice(channel * size, size);
            TensorPrimitives.Multiply(plane, _preprocessing.Factor(channel), plane);
            TensorPrimitives.Add(plane, _preprocessing.Offset(channel), plane);
        }

        if (!_preprocessing.BlueFirst)
            return;
        for (int i = 0; i < size; i++)
            (planes[i], planes[(2 * size) + i]) = (planes[(2 * size) + i], planes[i]);
    }

    private void WriteColours(int sample, SampleWorkspace workspace, Span<float> planes)
    {
        if (_sources[sample] is Decoded decoded)
        {
            PlaneBytes.Widen(decoded.Planes, planes);
            return;
        }

        ref int place = ref CollectionsMarshal.AsSpan(_places)[sample];
        int at = Volatile.Read(ref place);
        if (at is not (Unknown or InWork or Nowhere))
        {
            if (_pixels.Value!.TryRead(at, planes))
                return;
            Interlocked.CompareExchange(ref place, Unknown, at);
        }

        // Several workers may want the same sample at the same time: one of them keeps it.
        if (_pixels.Value is not { } pixels || Interlocked.CompareExchange(ref place, InWork, Unknown) != Unknown)
        {
            Decode(sample, workspace, planes);
            return;
        }

        int found = Unknown;
        try
        {
            ImageKey key = default;
            if (!(pixels.IsNamed && TryFind(sample, pixels, planes, ref key, ref found)))
            {
                Decode(sample, workspace, planes);
                found = pixels.Add(IsStill(sample, key) ? key : default, planes) ?? Nowhere;
            }
        }
        finally
        {
            Volatile.Write(ref place, found);
        }
    }

    /// <summary>Looks for an image that was kept before, by its source, then by what it holds, and reads it.</summary>
    private bool TryFind(int sample, PixelStore pixels, Span<float> planes, ref ImageKey key, ref int found)
    {
        string? path = _sources[sample] as string;
        key = path is null ? default : ImageKey.OfFile(path);
        if (key.Source != default && pixels.FindSource(key) is int same && pixels.TryRead(same, planes))
        {
            found = same;
            return true;
        }

        try
        {
            key = key.With(path is null ? (byte[])_sources[sample] : File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Reading the image says what is wrong.
            return false;
        }

        if (pixels.FindContent(key) is not int equal || !pixels.TryRead(equal, planes))
            return false;
        found = equal;
        return true;
    }

    // A file that changed while it was read has no key: what was decoded may not be what was hashed.
    private bool IsStill(int sample, ImageKey key) =>
        key == default || _sources[sample] is not string path || ImageKey.OfFile(path).Source == key.Source;

    /// <exception cref="ImageInputException">The image can't be read.</exception>
    private void Decode(int sample, SampleWorkspace workspace, Span<float> planes)
    {
        ImageReader images = workspace.Images!;
        try
        {
            if (_sources[sample] is string path)
                images.ReadFile(path, planes);
            else
                images.ReadEncoded((byte[])_sources[sample], planes);
        }
        catch (ImageInputException e)
        {
            throw new ImageInputException($"Row {_rows[sample]}: {e.Message}", e);
        }
    }

    private void Add(object source, int? row)
    {
        _rows.Add(row ?? _sources.Count);
        _sources.Add(source);
        _places.Add(Unknown);
    }

    /// <summary>An image that came as pixels, which are nowhere else.</summary>
    private sealed record Decoded(byte[] Planes);
}

using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Samples that are images: decoded and resized when they are first needed, then kept as bytes of red, green and blue planes as far as the
/// memory goes that they may take; those beyond are decoded again each time.
/// </summary>
internal sealed class ImageStore : SampleStore
{
    private readonly List<object> _sources = [];
    private readonly List<int> _rows = [];
    private readonly List<byte[]?> _planes = [];
    private readonly BackbonePreprocessing _kept;
    private readonly BackbonePreprocessing _preprocessing;
    private readonly float[]? _greyShares;
    private readonly float _greyFactor;
    private readonly float _greyOffset;
    private readonly long _budget;
    private long _used;

    // The shares of red, green and blue in grey (ITU-R BT.601). The fitted stage takes the grey of normalised channels, which is that of
    // the pixels with these shares.
    private static ReadOnlySpan<float> Shares => [0.299f, 0.587f, 0.114f];

    /// <summary>Keeps images for a network's preprocessing.</summary>
    /// <param name="preprocessing">What the network takes.</param>
    /// <param name="grey">Whether the network takes one channel.</param>
    /// <param name="margin">How much larger than that images are kept, 1 or more, for crops.</param>
    /// <param name="budget">The bytes that decoded images may take.</param>
    public ImageStore(BackbonePreprocessing preprocessing, bool grey, double margin, long budget)
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
        _budget = budget;
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
                if (source is byte[] bytes)
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
    public long KeptBytes => Interlocked.Read(ref _used);

    /// <summary>Adds an image that lies in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="row">The row that it comes from, for messages; its place here if left out.</param>
    public void AddFile(string path, int? row = null) => Add(path, null, row);

    /// <summary>Adds an encoded image.</summary>
    public void AddEncoded(byte[] bytes, int? row = null) => Add(bytes, null, row);

    /// <summary>Adds an image whose pixels are here, and are gone later.</summary>
    public void AddPlanes(ReadOnlySpan<float> planes, int? row = null)
    {
        byte[] bytes = ToBytes(planes);
        Add(bytes, bytes, row);
        _used += bytes.Length;
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
            _planes.RemoveAt(sample);
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
        if (_planes[sample] is { } kept)
        {
            TensorPrimitives.ConvertChecked<byte, float>(kept, planes);
            return;
        }

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

        Keep(sample, planes);
    }

    // Several workers may have decoded the same sample at the same time: one of them counts.
    private void Keep(int sample, ReadOnlySpan<float> planes)
    {
        bool fits = Interlocked.Add(ref _used, planes.Length) <= _budget;
        ref byte[]? place = ref CollectionsMarshal.AsSpan(_planes)[sample];
        if (!fits || Interlocked.CompareExchange(ref place, ToBytes(planes), null) is not null)
            Interlocked.Add(ref _used, -planes.Length);
    }

    private static byte[] ToBytes(ReadOnlySpan<float> planes)
    {
        var bytes = new byte[planes.Length];
        TensorPrimitives.ConvertTruncating(planes, bytes.AsSpan());
        return bytes;
    }

    private void Add(object source, byte[]? planes, int? row)
    {
        _rows.Add(row ?? _sources.Count);
        _sources.Add(source);
        _planes.Add(planes);
    }
}

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.Win32.SafeHandles;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// Takes the image column's values from a row into numbered places (on the thread that reads the rows), and later turns a place's
/// value into planes of pixels (on a worker).
/// </summary>
internal abstract class ColumnReader
{
    /// <param name="row">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="kind">The form in which it holds images.</param>
    /// <param name="channels">The number of channels that a vector has.</param>
    /// <param name="imageFolder">The folder that relative paths start from.</param>
    /// <param name="places">The number of places.</param>
    public static ColumnReader Create(
        DataViewRow row,
        DataViewSchema.Column column,
        ImageColumnKind kind,
        int channels,
        string? imageFolder,
        int places
    ) =>
        kind switch
        {
            ImageColumnKind.Path => new PathReader(row.GetGetter<ReadOnlyMemory<char>>(column), imageFolder, places),
            ImageColumnKind.Encoded => new EncodedReader(row.GetGetter<VBuffer<byte>>(column), places),
            ImageColumnKind.Image => new ImageReader(row.GetGetter<MLImage>(column), places),
            _ => new PixelsReader(row.GetGetter<VBuffer<float>>(column), kind == ImageColumnKind.Interleaved ? channels : 1, places),
        };

    /// <summary>Takes the current row's value into a place.</summary>
    public abstract void Take(int place);

    /// <summary>Writes a place's image, or vector, as the input of what computes on it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="images">Decodes and resizes images; null where rows are vectors that are no images.</param>
    /// <param name="planes">Where it goes.</param>
    /// <exception cref="ImageInputException">The image is missing or can't be read.</exception>
    public abstract void Write(int place, ImageWorkspace? images, Span<float> planes);

    /// <summary>The name under which a place's image is cached; false if it is not to be.</summary>
    public virtual bool TryGetKey(int place, FeatureCache cache, out UInt128 key)
    {
        key = default;
        return false;
    }

    private sealed class PathReader(ValueGetter<ReadOnlyMemory<char>> getter, string? folder, int places) : ColumnReader
    {
        private readonly string[] _paths = new string[places];

        public override void Take(int place)
        {
            ReadOnlyMemory<char> path = default;
            getter(ref path);
            _paths[place] = path.ToString();
        }

        public override void Write(int place, ImageWorkspace? images, Span<float> planes)
        {
            if (string.IsNullOrWhiteSpace(_paths[place]))
                throw new ImageInputException("The image path is missing (empty).");
            images!.Decoder.DecodeFile(FullName(place), images.Image);
            images.Preprocessor.Write(images.Image, planes);
        }

        public override bool TryGetKey(int place, FeatureCache cache, out UInt128 key)
        {
            key = default;
            try
            {
                // Through a handle: a link's own size and time say nothing of the image.
                string path = Path.GetFullPath(FullName(place));
                using SafeFileHandle file = File.OpenHandle(path);
                long size = RandomAccess.GetLength(file),
                    time = File.GetLastWriteTimeUtc(file).Ticks;
                key = cache.KeyOf(ImageColumnKind.Path, Encoding.UTF8.GetBytes($"{path}\n{size}\n{time}"));
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                // Decoding says what is wrong with the file.
                return false;
            }
        }

        private string FullName(int place) => folder is null ? _paths[place] : Path.Combine(folder, _paths[place]);
    }

    private sealed class EncodedReader(ValueGetter<VBuffer<byte>> getter, int places) : ColumnReader
    {
        private readonly VBuffer<byte>[] _encoded = new VBuffer<byte>[places];

        public override void Take(int place) => getter(ref _encoded[place]);

        public override void Write(int place, ImageWorkspace? images, Span<float> planes)
        {
            ref readonly VBuffer<byte> encoded = ref _encoded[place];
            ReadOnlySpan<byte> bytes = encoded.IsDense ? encoded.GetValues() : encoded.DenseValues().ToArray();
            images!.Decoder.Decode(bytes, "The encoded image", images.Image);
            images.Preprocessor.Write(images.Image, planes);
        }

        public override bool TryGetKey(int place, FeatureCache cache, out UInt128 key)
        {
            ref readonly VBuffer<byte> encoded = ref _encoded[place];
            key = encoded.IsDense ? cache.KeyOf(ImageColumnKind.Encoded, encoded.GetValues()) : default;
            return encoded.IsDense;
        }
    }

    private sealed class ImageReader(ValueGetter<MLImage> getter, int places) : ColumnReader
    {
        private readonly MLImage?[] _images = new MLImage?[places];

        // The getter is handed its earlier image back, because stages that make images dispose that one. Images are never disposed
        // here: a caller's own images, which came from a list of theirs, are theirs.
        public override void Take(int place) => getter(ref _images[place]!);

        public override void Write(int place, ImageWorkspace? images, Span<float> planes)
        {
            MLImage image = _images[place] ?? throw new ImageInputException("The image is missing (null).");
            string name = string.IsNullOrEmpty(image.Tag) ? "The image" : $"The image '{image.Tag}'";
            images!.Decoder.Copy(image, name, images.Image);
            images.Preprocessor.Write(images.Image, planes);
        }
    }

    private sealed class PixelsReader(ValueGetter<VBuffer<float>> getter, int sideBySide, int places) : ColumnReader
    {
        private readonly VBuffer<float>[] _pixels = new VBuffer<float>[places];

        public override void Take(int place) => getter(ref _pixels[place]);

        public override bool TryGetKey(int place, FeatureCache cache, out UInt128 key)
        {
            ref readonly VBuffer<float> pixels = ref _pixels[place];
            key = pixels.IsDense
                ? cache.KeyOf(
                    sideBySide > 1 ? ImageColumnKind.Interleaved : ImageColumnKind.Pixels,
                    MemoryMarshal.AsBytes(pixels.GetValues())
                )
                : default;
            return pixels.IsDense;
        }

        public override void Write(int place, ImageWorkspace? images, Span<float> planes)
        {
            ref readonly VBuffer<float> pixels = ref _pixels[place];
            if (pixels.Length != planes.Length && (images is null || pixels.Length * 3 != planes.Length))
                throw new ImageInputException($"The {What(images)} has {pixels.Length:N0} values; {planes.Length:N0} are taken.");
            ReadOnlySpan<float> values = pixels.IsDense ? pixels.GetValues() : pixels.DenseValues().ToArray();
            int bad = values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
            {
                string usual = images is null ? "" : ", as a rule 0 to 255";
                throw new ImageInputException(
                    $"The {What(images)}'s value at {bad:N0} is {values[bad]}; allowed are finite numbers{usual}."
                );
            }

            if (images is not null)
                images.Preprocessor.Write(sideBySide > 1 ? images.Separate(values) : values, planes);
            else if (sideBySide > 1)
                ImagePreprocessor.Separate(values, sideBySide, planes);
            else
                values.CopyTo(planes);
        }

        private static string What(ImageWorkspace? images) => images is null ? "vector" : "pixel vector";
    }
}

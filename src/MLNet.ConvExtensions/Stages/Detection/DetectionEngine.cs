using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Runtime;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Finds objects in images: the session of a detector, and how images are brought to it.</summary>
internal sealed class DetectionEngine : IRowEngine, IDisposable
{
    /// <summary>Numbers of an object in a row: left, top, width, height, confidence, class.</summary>
    public const int Numbers = 6;

    private readonly DetectionOptions _options;
    private readonly NetworkSession _session;

    public DetectionEngine(DetectorNetwork network, DetectionOptions options, Type owner)
    {
        Network = network;
        _options = options;
        PixelShapes = [network.PixelShape];
        OnnxNetwork graph = network.Network;
        _session = new NetworkSession(
            new SessionGraph(
                $"the detector '{network.Name}'",
                graph.Inputs[0].Name,
                [3, network.Settings.Height, network.Settings.Width],
                graph.Outputs[0].Name,
                Width,
                graph.ToBytes,
                !network.IsBatched
            ),
            options.Device,
            owner
        );
    }

    public DetectorNetwork Network { get; }

    public int Width => _options.MaxDetections * Numbers;

    public IReadOnlyList<PixelShape> PixelShapes { get; }

    public ImageColumnKind KindOf(string column, DataViewType type) => KindOf(column, type, PixelShapes);

    public ColumnReader CreateReader(DataViewRow row, DataViewSchema.Column column, ImageColumnKind kind, string? folder, int places) =>
        new DetectionReader(ColumnReader.Create(row, column, kind, channels: 3, folder, places));

    public RowWorkspace CreateWorkspace(int capacity) =>
        new(
            new DetectionBatch(_session, Network, _options, capacity),
            new ImageWorkspace(
                ImageWorkspace.CreateDecoder(_options.MaxImagePixels, _options.FastDecode, Network.Settings.Width, Network.Settings.Height),
                Network.Settings.CreatePreprocessor()
            )
        );

    public void Dispose() => _session.Dispose();

    /// <summary>The form in which a column holds images; a vector of pixels is none, since it doesn't tell what photo it was.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column of this type doesn't hold any.</exception>
    public static ImageColumnKind KindOf(string column, DataViewType type, IReadOnlyList<PixelShape> shapes)
    {
        ImageColumnKind kind = ImageColumn.KindOf(column, type, shapes);
        return kind.IsVector()
            ? throw new ArgumentOutOfRangeException(
                nameof(DetectionOptions.InputColumnName),
                $"Column '{column}' has type {type}; allowed: text (image paths), Vector<Byte> (encoded images) or Image."
            )
            : kind;
    }

    /// <summary>Writes objects as numbers, zeros behind them.</summary>
    public static void Write(ReadOnlySpan<Candidate> found, Letterbox place, Span<float> numbers)
    {
        numbers.Clear();
        foreach (Candidate candidate in found)
        {
            // What lies in the padding alone is nothing of the photo.
            if (place.ToPhoto(candidate.Left, candidate.Top, candidate.Right, candidate.Bottom) is not { } box)
                continue;
            (numbers[0], numbers[1], numbers[2], numbers[3]) = (box.Left, box.Top, box.Width, box.Height);
            (numbers[4], numbers[5]) = (candidate.Confidence, candidate.Class);
            numbers = numbers[Numbers..];
        }
    }

    /// <summary>The objects that a row's numbers say.</summary>
    public static IReadOnlyList<DetectedObject> Read(ReadOnlySpan<float> numbers, DetectorSettings settings)
    {
        var found = new List<DetectedObject>();
        for (; numbers.Length >= Numbers && numbers[4] > 0; numbers = numbers[Numbers..])
        {
            int index = (int)numbers[5];
            var box = new BoundingBox(numbers[0], numbers[1], numbers[2], numbers[3]);
            found.Add(new DetectedObject(settings.NameOf(index), index, numbers[4], box));
        }

        return found;
    }
}

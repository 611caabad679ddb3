namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Tells the layout of a detector from the names and shapes of its outputs.</summary>
/// <param name="network">The network, for images of one size.</param>
/// <param name="name">What messages call it.</param>
/// <param name="names">How many classes are named; null where none are.</param>
internal sealed class LayoutFinder(OnnxNetwork network, string name, int? names)
{
    /// <summary>Networks that suppress overlaps give some hundred boxes; the others give a box for every place, thousands.</summary>
    private const int MostSuppressed = 1000;

    private const int BoxNumbers = 4;
    private const int SuppressedNumbers = 6;
    private const int BatchNumbers = 7;

    private static readonly string[] TensorFlowOutputs = ["detection_boxes", "detection_scores", "detection_classes"];

    private readonly IReadOnlyList<NetworkTensor> _outputs = network.Outputs;

    /// <summary>The layout, and its outputs in the order in which they are joined.</summary>
    /// <exception cref="OnnxNetworkException">It is no detector, or it can't be told which.</exception>
    public (DetectorLayout Layout, IReadOnlyList<NetworkTensor> Outputs) Find()
    {
        if (TensorFlow() is { } tensorFlow)
            return (DetectorLayout.TensorFlow, tensorFlow);
        if (Pair() is { } pair)
            return (DetectorLayout.Ssd, pair);
        if (_outputs.Any(o => o.Shape?.Count == 4))
            throw Unknown(" One with masks or maps beside its boxes isn't taken; export it for the task 'detect'.");
        return Single() switch
        {
            null => throw Unknown(""),
            { Shape: [_, BatchNumbers] } of => (DetectorLayout.EndToEndBatch, [of]),
            { } of => (LayoutOf(of), [of]),
        };
    }

    /// <summary>The outputs of a layout that was named.</summary>
    /// <exception cref="OnnxNetworkException">The network doesn't have them.</exception>
    public IReadOnlyList<NetworkTensor> Of(DetectorLayout layout)
    {
        IReadOnlyList<NetworkTensor>? outputs = layout switch
        {
            DetectorLayout.TensorFlow => TensorFlow(),
            DetectorLayout.Ssd => Pair(),
            _ => Single() is { } single ? [single] : null,
        };
        long? numbers = outputs is [{ Shape: { } shape }] ? shape[layout == DetectorLayout.YoloV8 ? 1 : shape.Count - 1] : null;
        bool fits = layout switch
        {
            DetectorLayout.YoloV5 => numbers is null or > BoxNumbers + 1 && outputs is not [{ Shape.Count: 2 }],
            DetectorLayout.YoloV8 => numbers is null or > BoxNumbers && outputs is not [{ Shape.Count: 2 }],
            DetectorLayout.EndToEnd => numbers is null or SuppressedNumbers && outputs is not [{ Shape.Count: 2 }],
            DetectorLayout.EndToEndBatch => numbers is null or BatchNumbers,
            _ => true,
        };
        return outputs is not null && fits
            ? outputs
            : throw new OnnxNetworkException(
                $"{nameof(DetectorOptions)}.{nameof(DetectorOptions.Layout)} is {layout}, but the outputs of the network "
                    + $"'{name}' aren't such: {Described()}."
            );
    }

    /// <summary>The number of classes that an output has room for; null where its shape doesn't tell.</summary>
    public static long? ClassesOf(DetectorLayout layout, IReadOnlyList<NetworkTensor> outputs) =>
        layout switch
        {
            DetectorLayout.YoloV5 => outputs[0].Shape?[2] - BoxNumbers - 1,
            DetectorLayout.YoloV8 => outputs[0].Shape?[1] - BoxNumbers,
            DetectorLayout.Ssd => outputs[0].Shape?[2] - 1,
            _ => null,
        };

    /// <summary>Boxes, scores and classes by the names that TensorFlow gives them; null if one is missing.</summary>
    private NetworkTensor[]? TensorFlow()
    {
        NetworkTensor[] found =
        [
            .. TensorFlowOutputs
                .Select(output => _outputs.FirstOrDefault(o => o.Name.Contains(output, StringComparison.OrdinalIgnoreCase)))
                .OfType<NetworkTensor>(),
        ];
        return found.Length == TensorFlowOutputs.Length ? found : null;
    }

    /// <summary>Scores and boxes; null if these aren't the outputs.</summary>
    private NetworkTensor[]? Pair()
    {
        if (_outputs is not [{ Shape.Count: 3 } first, { Shape.Count: 3 } second])
            return null;
        bool firstBoxes = first.Shape![2] == BoxNumbers,
            secondBoxes = second.Shape![2] == BoxNumbers;
        if (firstBoxes && secondBoxes)
        {
            // Three classes and the background: the names alone tell which are the boxes.
            firstBoxes = IsNamedBoxes(first);
            secondBoxes = IsNamedBoxes(second);
        }

        return (firstBoxes, secondBoxes) switch
        {
            (true, false) => [second, first],
            (false, true) => [first, second],
            _ => null,
        };
    }

    private static bool IsNamedBoxes(NetworkTensor output) =>
        output.Name.Contains("box", StringComparison.OrdinalIgnoreCase) || output.Name.Contains("loc", StringComparison.OrdinalIgnoreCase);

    /// <summary>The one output of boxes; older exports of YOLOv5 give the maps that they come from beside them.</summary>
    private NetworkTensor? Single()
    {
        NetworkTensor[] boxes = [.. _outputs.Where(o => o.Shape is { Count: 3 } or [_, BatchNumbers])];
        return boxes.Length == 1 && _outputs.Except(boxes).All(o => o.Shape?.Count == 5) ? boxes[0] : null;
    }

    private DetectorLayout LayoutOf(NetworkTensor output)
    {
        long? rows = output.Shape![1],
            columns = output.Shape[2];
        if (names is { } known)
        {
            if (rows == known + BoxNumbers && columns != known + BoxNumbers + 1)
                return DetectorLayout.YoloV8;
            if (columns == known + BoxNumbers + 1 && (columns != SuppressedNumbers || rows > MostSuppressed))
                return DetectorLayout.YoloV5;
        }

        bool few = rows is null or <= MostSuppressed;
        if (columns == SuppressedNumbers && few && !(rows is null && names == 1))
            return DetectorLayout.EndToEnd;
        if (columns == BatchNumbers && few)
            return DetectorLayout.EndToEndBatch;
        bool across = columns is null or > BoxNumbers && rows > BoxNumbers && (columns is null || rows < columns),
            down = columns > BoxNumbers + 1 && (rows is null || columns < rows);
        return (across, down) switch
        {
            (true, false) => DetectorLayout.YoloV8,
            (false, true) when !(few && columns == SuppressedNumbers) => DetectorLayout.YoloV5,
            _ => throw Unknown(""),
        };
    }

    private OnnxNetworkException Unknown(string hint) =>
        new(
            $"The network '{name}' is no detector that is known here; its outputs are {Described()}.{hint} Known are [1, N, 5 + "
                + "classes], [1, 4 + classes, N], [1, N, 6], [N, 7], scores [1, N, classes] with boxes [1, N, 4], and TensorFlow's "
                + $"detection_boxes, detection_scores and detection_classes; {nameof(DetectorOptions)}.{nameof(DetectorOptions.Layout)} says "
                + "which where shapes don't."
        );

    private string Described() => string.Join(", ", _outputs.Select(o => $"'{o.Name}' {o.Shape?.ToString() ?? "of unknown shape"}"));
}

using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Sizes;

/// <summary>A node and its tensors' shapes, before and after the change of the input's size.</summary>
internal sealed class SizeStep(NodeProto node, OnnxNetwork before, IReadOnlyDictionary<string, TensorInfo> now)
{
    public NodeProto Node => node;

    /// <summary>Whether another size reaches the node.</summary>
    public bool IsTouched => GraphEdits.Uses(node).Any(n => n.Length > 0 && HasChanged(n));

    public Dim[]? Before(int input) =>
        input < node.Input.Count && node.Input[input].Length > 0 ? before.Info(node.Input[input]).Shape : null;

    public Dim[]? Now(int input) => input < node.Input.Count && node.Input[input].Length > 0 ? Known(node.Input[input]).Shape : null;

    public TensorInfo InputNow(int input) =>
        input < node.Input.Count && node.Input[input].Length > 0 ? Known(node.Input[input]) : TensorInfo.Unknown;

    public Dim[]? OutputBefore(int output = 0) => before.Info(node.Output[output]).Shape;

    public Dim[]? OutputNow(int output = 0) => Known(node.Output[output]).Shape;

    /// <summary>The first output whose dimensions were known and aren't any more; null if there is none.</summary>
    public string? FirstLost() =>
        node.Output.FirstOrDefault(o =>
            o.Length > 0
            && before.Info(o).Shape is { } old
            && (Known(o).Shape is not { } shape || shape.Length != old.Length || shape.Zip(old).Any(d => IsLost(d.Second, d.First)))
        );

    /// <summary>Whether an axis of an input has another size now.</summary>
    public bool HasChanged(int input, int axis) =>
        Before(input) is not { } old || Now(input) is not { } shape || !shape[axis].SameAs(old[axis]);

    private TensorInfo Known(string tensor) => now.GetValueOrDefault(tensor, TensorInfo.Unknown);

    private static bool IsLost(Dim old, Dim dim) => (old.Size is not null && dim.Size is null) || dim.Size < 1;

    private bool HasChanged(string tensor)
    {
        TensorInfo old = before.Info(tensor),
            info = Known(tensor);
        return !Same(old.Shape, info.Shape) || (old.Integers is not null && !Same(old.Integers, info.Integers));
    }

    private static bool Same(Dim[]? old, Dim[]? now) =>
        (old is null && now is null) || (old is not null && now is not null && old.SequenceEqual(now));
}

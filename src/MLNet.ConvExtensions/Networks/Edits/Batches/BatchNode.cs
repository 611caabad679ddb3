using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions.Networks.Edits.Batches;

/// <summary>A node with what is known of its tensors and of where in them the images lie.</summary>
internal sealed class BatchNode(NodeProto node, TensorInfo?[] inputs, BatchPlace[] places, Dim[]? output, Dim batch, long opset)
{
    public NodeContext Context { get; } = new(node, inputs, opset);

    public string Operator => node.OpType;

    public long Opset => opset;

    public int InputCount => node.Input.Count;

    /// <summary>The shape of the first output, null if unknown.</summary>
    public Dim[]? Output => output;

    /// <summary>The batch's dimension.</summary>
    public Dim Batch => batch;

    public bool Has(int input) => Context.Has(input);

    public BatchPlace Place(int input) => input < places.Length ? places[input] : BatchPlace.Same;

    public Dim[]? Shape(int input) => Context.Shape(input);

    public int Rank(int input) => Shape(input)?.Length ?? -1;

    /// <summary>An axis of an input, counted from the front; null if there is none, or the number of axes isn't known.</summary>
    public int? Axis(long axis, int input) => Rank(input) is >= 0 and { } rank ? NodeContext.Axis(axis, rank) : null;

    /// <summary>Whether every input from this one on is the same for every batch.</summary>
    public bool AllSame(int from) => places.Skip(from).All(p => p.State == BatchState.Same);

    /// <summary>
    /// The first input's place if the images lie along one of these axes and all other inputs are the same for every batch.
    /// </summary>
    public BatchPlace Keep(Func<int, bool> axisAllowed) =>
        Place(0).IsImages && axisAllowed(Place(0).Axis) && AllSame(1) ? Place(0) : BatchPlace.Mixed;

    /// <summary>As <see cref="Keep"/>, for operators that take everything along one axis together.</summary>
    public BatchPlace KeepBeside(long axis) => Axis(axis, 0) is { } taken ? Keep(a => a != taken) : BatchPlace.Mixed;
}

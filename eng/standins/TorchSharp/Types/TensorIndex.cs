namespace TorchSharp;

public static partial class torch
{
    /// <summary>One part of an index: a place, a slice, all, a new axis, an ellipsis, or a tensor of places or booleans.</summary>
    public readonly struct TensorIndex
    {
        public static readonly TensorIndex None = new(Form.NewAxis);
        public static readonly TensorIndex Null = new(Form.NewAxis);
        public static readonly TensorIndex Ellipsis = new(Form.Ellipsis);
        public static readonly TensorIndex Colon = Slice();

        private TensorIndex(Form kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Places = tensor;
        }

        internal enum Form
        {
            NewAxis,
            Ellipsis,
            Single,
            Slice,
            Tensor,
        }

        internal Form Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Places { get; }

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Form.Slice, start, stop, step);

        public static TensorIndex Single(long? index) => index is { } place ? new(Form.Single, place) : None;

        public static TensorIndex Tensor(Tensor tensor) => new(Form.Tensor, tensor: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        public static implicit operator TensorIndex(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value);

        public static implicit operator TensorIndex((int? Start, int? Stop) range) => Slice(range.Start, range.Stop);
    }
}

using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => index((TensorIndex[])[i1]);
            set => index_put_(value, (TensorIndex[])[i1]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index((TensorIndex[])[i1, i2]);
            set => index_put_(value, (TensorIndex[])[i1, i2]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index((TensorIndex[])[i1, i2, i3]);
            set => index_put_(value, (TensorIndex[])[i1, i2, i3]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index((TensorIndex[])[i1, i2, i3, i4]);
            set => index_put_(value, (TensorIndex[])[i1, i2, i3, i4]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor view, Tensor?[]? places) = Viewed(indices);
            Tensor found = places is null ? view.alias() : Aten.One("index.Tensor", view, Argument.Optional(places));
            return found.MoveToOuterDisposeScope();
        }

        public Tensor index(params Tensor[] indices) => Aten.One("index.Tensor", this, Argument.Optional(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor view, Tensor?[]? places) = Viewed(indices);
            if (places is null) view.copy_(value);
            else Aten.Run("index_put_", view, Argument.Optional(places), value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices)
        {
            Aten.Run("index_put_", this, Argument.Optional(indices), value);
            return this;
        }

        // Everything but tensors makes a view; what is left are the tensors and the axes that they stand for.
        private (Tensor View, Tensor?[]? Places) Viewed(TensorIndex[] indices)
        {
            int taken = indices.Count(index => index.Kind is not (TensorIndex.Form.NewAxis or TensorIndex.Form.Ellipsis));
            Tensor view = this;
            var places = new List<Tensor?>();
            long axis = 0;
            foreach (TensorIndex part in indices)
            {
                switch (part.Kind)
                {
                    case TensorIndex.Form.Single:
                        view = Aten.One("select.int", view, axis, part.Start);
                        continue;
                    case TensorIndex.Form.NewAxis:
                        view = view.unsqueeze(axis);
                        break;
                    case TensorIndex.Form.Ellipsis:
                        long skipped = ndim - taken;
                        for (long i = 0; i < skipped; i++) places.Add(null);
                        axis += skipped;
                        continue;
                    case TensorIndex.Form.Slice:
                        view = Aten.One("slice.Tensor", view, axis, part.Start, part.Stop, part.Step ?? 1);
                        break;
                    default:
                        places.Add(part.Places);
                        axis++;
                        continue;
                }

                places.Add(null);
                axis++;
            }

            return (view, places.Any(place => place is not null) ? places.ToArray() : null);
        }
    }
}

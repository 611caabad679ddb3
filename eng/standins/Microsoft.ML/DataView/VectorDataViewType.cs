using System.Collections.Immutable;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0)
        : base(VectorOf(itemType))
    {
        Contracts.CheckParam(size >= 0, nameof(size), $"The size of a vector can't be negative, but is {size}.");
        ItemType = itemType;
        Dimensions = [size];
        Size = size;
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, dimensions == null ? ImmutableArray<int>.Empty : ImmutableArray.Create(dimensions))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(VectorOf(itemType))
    {
        Contracts.CheckParam(dimensions.Length > 0, nameof(dimensions), "A vector has at least one dimension.");
        Contracts.CheckParam(dimensions.All(d => d >= 0), nameof(dimensions), "A dimension can't be negative.");
        ItemType = itemType;
        Dimensions = dimensions;
        Size = dimensions.Aggregate(1, (size, d) => checked(size * d));
    }

    public ImmutableArray<int> Dimensions { get; }

    public PrimitiveDataViewType ItemType { get; }

    public int Size { get; }

    public bool IsKnownSize => Size > 0;

    public override bool Equals(DataViewType? other) =>
        ReferenceEquals(this, other)
        || (other is VectorDataViewType vector && ItemType.Equals(vector.ItemType) && Dimensions.SequenceEqual(vector.Dimensions));

    public override bool Equals(object? other) => other is DataViewType type && Equals(type);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(ItemType);
        foreach (int dimension in Dimensions)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        var text = new StringBuilder($"Vector<{ItemType}");
        if (Dimensions.Length > 1)
        {
            foreach (int dimension in Dimensions)
                text.Append(", ").Append(dimension > 0 ? dimension.ToString() : "*");
        }
        else if (Size > 0)
        {
            text.Append(", ").Append(Size);
        }

        return text.Append('>').ToString();
    }

    private static Type VectorOf(PrimitiveDataViewType itemType)
    {
        Contracts.CheckValue(itemType, nameof(itemType));
        return typeof(VBuffer<>).MakeGenericType(itemType.RawType);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SizedVector4194304Mapping : SizedVectorMapping<SizedVector4194304Mapping.Sized>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedSize4194304";
    internal const int Length = 4194304;

    /// <inheritdoc/>
    public override Action<Any, Sized> GetMapping() => (source, result) => result.Vector = Extend(source, Length);

    /// <summary>The output of the mapping.</summary>
    public sealed class Sized
    {
        /// <summary>The vector.</summary>
        [ColumnName(SizedColumn)]
        [VectorType(Length)]
        public VBuffer<float> Vector { get; set; }
    }
}

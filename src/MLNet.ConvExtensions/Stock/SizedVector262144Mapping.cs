using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SizedVector262144Mapping : SizedVectorMapping<SizedVector262144Mapping.Sized>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedSize262144";
    internal const int Length = 262144;

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

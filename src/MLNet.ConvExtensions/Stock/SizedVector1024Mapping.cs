using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SizedVector1024Mapping : SizedVectorMapping<SizedVector1024Mapping.Sized>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedSize1024";
    internal const int Length = 1024;

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

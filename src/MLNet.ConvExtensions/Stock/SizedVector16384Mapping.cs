using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class SizedVector16384Mapping : SizedVectorMapping<SizedVector16384Mapping.Sized>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedSize16384";
    internal const int Length = 16384;

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

using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <summary>
/// Brings a vector of any length to one whose length is part of its type, which the next stage of a saved model cuts: a saved mapping can't
/// have a length of its own in ML.NET 5.0.0.
/// </summary>
/// <typeparam name="TResult">The longer vector.</typeparam>
public abstract class SizedVectorMapping<TResult> : CustomMappingFactory<SizedVectorMapping<TResult>.Any, TResult>
    where TResult : class, new()
{
    // The columns' names, and the contracts of the mappings, stand in models that were saved when features by hand alone needed them.
    internal const string SizedColumn = "HandCrafted.Sized";
    internal const string VectorColumn = "HandCrafted.Features";

    private protected SizedVectorMapping() { }

    /// <summary>The input of the mapping.</summary>
    public sealed class Any
    {
        /// <summary>A vector of any length.</summary>
        [ColumnName(VectorColumn)]
        public VBuffer<float> Vector { get; set; }
    }

    private protected static VBuffer<float> Extend(Any source, int length)
    {
        var values = new float[length];
        source.Vector.CopyTo(values);
        return new VBuffer<float>(length, values);
    }
}

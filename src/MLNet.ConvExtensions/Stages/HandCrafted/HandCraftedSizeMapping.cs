using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.ConvExtensions;

/// <summary>
/// Brings a vector of any length to one whose length is part of its type, which the next stage of a saved model cuts: a saved mapping can't
/// have a length of its own in ML.NET 5.0.0.
/// </summary>
/// <typeparam name="TResult">The longer vector.</typeparam>
public abstract class HandCraftedSizeMapping<TResult> : CustomMappingFactory<HandCraftedSizeMapping<TResult>.Any, TResult>
    where TResult : class, new()
{
    internal const string SizedColumn = "HandCrafted.Sized";

    private protected HandCraftedSizeMapping() { }

    /// <summary>The input of the mapping.</summary>
    public sealed class Any
    {
        /// <summary>A vector of any length.</summary>
        [ColumnName(HandCraftedInput.FeaturesColumn)]
        public VBuffer<float> Features { get; set; }
    }

    private protected static VBuffer<float> Extend(Any source, int length)
    {
        var values = new float[length];
        source.Features.CopyTo(values);
        return new VBuffer<float>(length, values);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Stages.HandCrafted;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Computes hand-crafted features in models that were saved with <c>HandCraftedFeatures</c>. To load such a model, call
/// <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(HandCraftedFeaturesEstimator).Assembly)</c> before <c>Model.Load</c>.
/// </summary>
/// <typeparam name="TImage">The form in which a row has its image.</typeparam>
public abstract class HandCraftedMapping<TImage> : CustomMappingFactory<TImage, HandCraftedMapping<TImage>.Result>
    where TImage : HandCraftedInput, new()
{
    private protected HandCraftedMapping() { }

    /// <inheritdoc/>
    public override Action<TImage, Result> GetMapping()
    {
        var computers = new ThreadLocal<SavedHandCrafted?>();
        return (image, result) =>
        {
            SavedHandCrafted computer = SavedHandCrafted.For(image.Settings, computers.Value);
            computers.Value = computer;
            result.Features = computer.Compute((tools, planes) => image.Write(computer, tools, planes));
        };
    }

    /// <summary>The output of the mapping.</summary>
    public sealed class Result
    {
        /// <summary>The features, as a vector whose length isn't part of its type.</summary>
        [ColumnName(SizedVectors.Vector)]
        public VBuffer<float> Features { get; set; }
    }
}

using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

namespace MLNet.ConvExtensions.Tests.Stages.HandCrafted;

public sealed class HandCraftedOfPathsBattery : EstimatorBattery<HandCraftedOfPathsBattery.Case>
{
    public sealed class Case : ConvFeaturesOfPathsBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => HandCraftedStage.Create(Context, bad);
    }
}

public sealed class HandCraftedOfBytesBattery : EstimatorBattery<HandCraftedOfBytesBattery.Case>
{
    public sealed class Case : ConvFeaturesOfBytesBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => HandCraftedStage.Create(Context, bad);
    }
}

public sealed class HandCraftedOfImagesBattery : EstimatorBattery<HandCraftedOfImagesBattery.Case>
{
    public sealed class Case : ConvFeaturesOfImagesBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => HandCraftedStage.Create(Context, bad);
    }
}

public sealed class HandCraftedOfPixelsBattery : EstimatorBattery<HandCraftedOfPixelsBattery.Case>
{
    public sealed class Case : ConvFeaturesOfPixelsBattery.Case
    {
        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => HandCraftedStage.Create(Context, bad);
    }
}

internal static class HandCraftedStage
{
    public static HandCraftedFeaturesEstimator Create(MLContext context, BadImageHandling bad) =>
        context.Transforms.HandCraftedFeatures(
            new HandCraftedFeaturesOptions
            {
                OutputColumnName = "Features",
                InputColumnName = "Image",
                Kinds = HandCraftedKinds.All,
                Width = 32,
                Height = 32,
                PixelWidth = 4,
                PixelHeight = 4,
                BadImages = bad,
            }
        );
}

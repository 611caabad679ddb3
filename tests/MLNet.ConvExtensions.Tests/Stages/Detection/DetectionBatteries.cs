using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

public sealed class DetectObjectsOfPathsBattery : EstimatorBattery<DetectObjectsOfPathsBattery.Case>
{
    public sealed class Case : ConvFeaturesOfPathsBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => DetectionStages.Objects(Context, bad);
    }
}

public sealed class DetectObjectsOfBytesBattery : EstimatorBattery<DetectObjectsOfBytesBattery.Case>
{
    public sealed class Case : ConvFeaturesOfBytesBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => DetectionStages.Objects(Context, bad, batchSize: 3);
    }
}

public sealed class DetectObjectsOfImagesBattery : EstimatorBattery<DetectObjectsOfImagesBattery.Case>
{
    public sealed class Case : ConvFeaturesOfImagesBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => DetectionStages.Objects(Context, bad);
    }
}

public sealed class CropToDetectionsOfPathsBattery : EstimatorBattery<CropToDetectionsOfPathsBattery.Case>
{
    public sealed class Case : ConvFeaturesOfPathsBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => DetectionStages.Crops(Context, bad);
    }
}

public sealed class CropToDetectionsOfImagesBattery : EstimatorBattery<CropToDetectionsOfImagesBattery.Case>
{
    public sealed class Case : ConvFeaturesOfImagesBattery.Case
    {
        public override double SavedTolerance => 1e-6;

        protected override IEstimator<ITransformer> Create(BadImageHandling bad) => DetectionStages.Crops(Context, bad);
    }
}

internal static class DetectionStages
{
    public static IEstimator<ITransformer> Objects(MLContext context, BadImageHandling bad, int? batchSize = null) =>
        context.Transforms.DetectObjects("Features", "Image", Detector(batchSize is not null), Options(bad) with { BatchSize = batchSize });

    public static IEstimator<ITransformer> Crops(MLContext context, BadImageHandling bad) =>
        context.Transforms.CropToDetections(
            "Features",
            "Image",
            Detector(openBatch: false),
            new CropToDetectionsOptions { Width = 12, Height = 8 },
            Options(bad)
        );

    // The stages keep nothing of the detector but its network, and it makes no session unless it is asked itself.
    private static Detector Detector(bool openBatch) =>
        MLNet.ConvExtensions.Detector.FromNetwork(TestDetectors.Create(DetectorLayout.YoloV8, openBatch: openBatch));

    private static DetectionOptions Options(BadImageHandling bad) =>
        new()
        {
            ConfidenceThreshold = 0,
            MaxDetections = 12,
            BadImages = bad,
        };
}

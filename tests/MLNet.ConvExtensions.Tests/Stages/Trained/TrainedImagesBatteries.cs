using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

public sealed class TrainedOfPathsBattery : TrainerBattery<TrainedOfPathsBattery.Case>
{
    public class Case() : TintedImagesCase<Row>(TrainerTask.Multiclass)
    {
        private readonly TemporaryFolder _folder = new();

        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Multiclass, TrainedNetworks.Colours.Build(), "Image", TrainedNetworks.Preprocessing);

        public override void Dispose()
        {
            _folder.Dispose();
            base.Dispose();
        }

        protected override void SetImage(Row row, int number)
        {
            row.Image = _folder.File($"{number}.png");
            if (!File.Exists(row.Image))
                _folder.Write($"{number}.png", Png(number));
        }
    }

    public sealed class Row : TintedImageRow
    {
        public string Image { get; set; } = "";
    }
}

public sealed class TrainedOfGreyBattery : TrainerBattery<TrainedOfGreyBattery.Case>
{
    public sealed class Case : TrainedOfPathsBattery.Case
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Multiclass, TrainedNetworks.Greys.Build(), "Image", TrainedNetworks.Preprocessing);
    }
}

public sealed class TrainedOfBytesBattery : TrainerBattery<TrainedOfBytesBattery.Case>
{
    public sealed class Case() : TintedImagesCase<Row>(TrainerTask.Binary)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Binary, TrainedNetworks.Redness.Build(), "Image", TrainedNetworks.Preprocessing);

        protected override void SetImage(Row row, int number) => row.Image = Dense(Png(number));

        private static VBuffer<byte> Dense(byte[] bytes) => new(bytes.Length, bytes);
    }

    public sealed class Row : TintedImageRow
    {
        public VBuffer<byte> Image { get; set; }
    }
}

public sealed class TrainedOfImagesBattery : TrainerBattery<TrainedOfImagesBattery.Case>
{
    public sealed class Case() : TintedImagesCase<Row>(TrainerTask.Regression)
    {
        public override IEstimator<ITransformer> CreateEstimator() =>
            new FixedNetworkTrainer(ModelTask.Regression, TrainedNetworks.RedPixels.Build(), "Image", TrainedNetworks.Preprocessing);

        // Of 255.
        public override float SavedTolerance => 1;

        protected override void SetImage(Row row, int number)
        {
            using var stream = new MemoryStream(Png(number));
            row.Image = MLImage.CreateFromStream(stream);
        }
    }

    public sealed class Row : TintedImageRow
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}

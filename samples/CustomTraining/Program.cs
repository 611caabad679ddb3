// A loss, a metric, an augmentation and a callback of one's own: dotnet run --project samples/CustomTraining -c Release
// A camera looks at metal plates, and one in twelve is cracked. A network that always says "not cracked" is right in 92 % of the cases, so training needs
// more than the defaults: here it is done twice, with the usual loss and with what the files beside this one add. The plates are drawn here.
using System.Globalization;
using CustomTraining;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
IDataView train = DrawnPlates.Create(ml, 960, seed: 1), validation = DrawnPlates.Create(ml, 360, seed: 2), test = DrawnPlates.Create(ml, 960, seed: 3);

var usual = new ConvNetOptions
{
    FeatureColumnName = "Image",
    Epochs = 15,
    BatchSize = 32,
    LearningRate = 0.004,
    ValidationSet = validation,
    Metrics = [new Recall()],
    Seed = 1,
    NumberOfThreads = 1,
};
ConvNetOptions own = usual with
{
    Loss = new WeightedFocalLoss(Gamma: 2, Alpha: 0.75),
    Augmentation = new AugmentationOptions { HorizontalFlip = true, VerticalFlip = true, Custom = [new Shadow(Darkest: 0.6)] },
    Callbacks = [new HalveRate(patience: 3), new ProgressBar(Console.Out)],
};

(CalibratedBinaryClassificationMetrics Metrics, TrainingHistory History) first = Train(usual), second = Train(own);

Console.WriteLine();
Console.WriteLine("On 960 other plates, 80 of them cracked:");
Console.WriteLine("| training | cracked ones found | of those reported, cracked | average precision |");
Console.WriteLine("|---|--:|--:|--:|");
Console.WriteLine(Row("usual", first.Metrics));
Console.WriteLine(Row("with its own loss, augmentation and callback", second.Metrics));
Console.WriteLine($"Its learning rate went from {second.History[TrainingLogs.LearningRate][0]} to {second.History[TrainingLogs.LearningRate][^1]}.");

(CalibratedBinaryClassificationMetrics Metrics, TrainingHistory History) Train(ConvNetOptions options)
{
    OnnxNetwork network = NetworkBuilder.Image(DrawnPlates.Side, DrawnPlates.Side, 1, seed: 1)
        .Conv(8, 3).BatchNorm().Relu().MaxPool(2)
        .Conv(16, 3).BatchNorm().Relu().MaxPool(2)
        .Conv(16, 3).BatchNorm().Relu().GlobalAveragePool()
        .Dense(1)
        .Build("plates");
    using ConvNetTransformer model = ml.BinaryClassification.Trainers.ConvNet(network, options).Fit(train);
    return (ml.BinaryClassification.Evaluate(model.Transform(test)), model.History);
}

static string Row(string name, CalibratedBinaryClassificationMetrics metrics) =>
    $"| {name} | {metrics.PositiveRecall:P0} | {metrics.PositivePrecision:P0} | {metrics.AreaUnderPrecisionRecallCurve:0.000} |";

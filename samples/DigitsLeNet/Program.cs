// LeNet-5, the network of 1998, learns to read digits: dotnet run --project samples/DigitsLeNet -c Release -- [FOLDER] [EPOCHS]
// FOLDER holds the four files of MNIST. Without it, the digits are rendered here.
using DigitsLeNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;

var ml = new MLContext(seed: 1);
bool rendered = args.Length == 0;
IDataView train = rendered ? RenderedDigits.Create(ml, 2000, seed: 1) : ml.Data.LoadMnist(args[0]);
IDataView test = rendered ? RenderedDigits.Create(ml, 500, seed: 2) : ml.Data.LoadMnist(args[0], train: false);

ConvNetOptions options = ConvNetOptions.Digits with
{
    Epochs =
        args.Length > 1 ? int.Parse(args[1])
        : rendered ? 6
        : ConvNetOptions.Digits.Epochs,
    BatchSize = rendered ? 32 : ConvNetOptions.Digits.BatchSize,
    ValidationSet = test,
    Seed = 1,
    Callbacks = [new ProgressBar(Console.Out)],
};
IEstimator<ConvNetTransformer> trainer = ml.MulticlassClassification.Trainers.ConvNet(
    classes => Architectures.LeNet5(28, 28, 1, classes),
    options
);
using ConvNetTransformer model = trainer.Fit(train);

MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
Console.WriteLine($"Test accuracy: {metrics.MicroAccuracy:P2}, log loss {metrics.LogLoss:F4}");
Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());

string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "DigitsLeNet")).FullName;
ml.Model.Save(model, train.Schema, Path.Combine(folder, "digits.zip"));
model.Network.Save(Path.Combine(folder, "lenet5.onnx"));
Console.WriteLine($"The model for ML.NET and the network are in {folder}.");

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using MLNet.ConvExtensions.TrainingBenchmarks;

// Trains a network on random images through the public trainer, and prints a line of CSV for each unit:
// training,NETWORK,SETTING,VALUE,UNIT. usage: NETWORK BATCH IMAGES EPOCHS THREADS

string name = args[0];
int[] numbers = [.. args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
(int batch, int images, int epochs, int threads) = (numbers[0], numbers[1], numbers[2], numbers[3]);
(int side, int channels, Func<OnnxNetwork> build) = name switch
{
    "lenet5" => (28, 1, () => Architectures.LeNet5(28, 28, 1)),
    "fourconv28" => (28, 1, () => Architectures.FourConv(28, 28, 1)),
    "fourconv32" => (32, 3, () => Architectures.FourConv(32, 32, 3)),
    "resnet20" => (32, 3, (Func<OnnxNetwork>)(() => Architectures.CifarResNet20())),
    _ => throw new ArgumentException($"The network is '{name}'; allowed: lenet5, fourconv28, fourconv32, resnet20."),
};

var ml = new MLContext(seed: 1);
var random = new Random(1);
int length = side * side * channels;
Sample[] samples =
[
    .. Enumerable
        .Range(0, images)
        .Select(i => new Sample { Class = i % 10, Features = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())] }),
];
SchemaDefinition schema = SchemaDefinition.Create(typeof(Sample));
schema[nameof(Sample.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
IDataView rows = ml.Data.LoadFromEnumerable(samples, schema);
IDataView data = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Sample.Class)).Fit(rows).Transform(rows);

var clock = new EpochClock();
var options = new ConvNetOptions
{
    Epochs = epochs,
    BatchSize = batch,
    Optimizer = name == "resnet20" ? new SgdOptimizer { Momentum = 0.9, WeightDecay = 1e-4 } : new AdamOptimizer(),
    LearningRate = name == "resnet20" ? 0.1 : 0.001,
    NumberOfThreads = threads,
    Callbacks = [clock],
};
using ConvNetTransformer model = ml.MulticlassClassification.Trainers.ConvNet(build(), options).Fit(data);

long trained = (long)images * (epochs - 1);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"training,{name},,{trained / clock.Seconds:F1},images/s"));
Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture, $"training,{name},,{1000 * clock.ProcessorSeconds / trained:F4},ms of processor/image")
);

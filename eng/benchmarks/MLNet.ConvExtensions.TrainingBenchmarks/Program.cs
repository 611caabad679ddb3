using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using MLNet.ConvExtensions.TrainingBenchmarks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

// Trains a network on random images through the public trainer, or in a plain loop of TorchSharp, and prints a line of CSV for each unit:
// CONTENDER,NETWORK,SETTING,VALUE,UNIT. usage: training|plain NETWORK BATCH IMAGES EPOCHS THREADS
// Or fine-tunes on photos of which a class is rare: imbalance PHOTOS CLASS NETWORK SEEDS

if (args is ["imbalance", .. string[] rare])
{
    RareClass.Run(rare);
    return;
}

(string contender, string name) = (args[0], args[1]);
int[] numbers = [.. args[2..].Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
(int batch, int images, int epochs, int threads) = (numbers[0], numbers[1], numbers[2], numbers[3]);
(int side, int channels, Func<OnnxNetwork> build, Func<nn.Module<Tensor, Tensor>> plain) = name switch
{
    "lenet5" => (28, 1, () => Architectures.LeNet5(28, 28, 1), PlainNetworks.LeNet5),
    "fourconv28" => (28, 1, () => Architectures.FourConv(28, 28, 1), () => PlainNetworks.FourConv(28, 1)),
    "fourconv32" => (32, 3, () => Architectures.FourConv(32, 32, 3), () => PlainNetworks.FourConv(32, 3)),
    "resnet20" => (32, 3, () => Architectures.CifarResNet20(), PlainNetworks.CifarResNet20),
    "resnet18" => (
        224,
        3,
        (Func<OnnxNetwork>)(() => Architectures.ResNet18(224, 224, 3, 10)),
        (Func<nn.Module<Tensor, Tensor>>)PlainNetworks.ResNet18
    ),
    _ => throw new ArgumentException($"The network is '{name}'; allowed: lenet5, fourconv28, fourconv32, resnet20, resnet18."),
};
bool residual = name.StartsWith("resnet", StringComparison.Ordinal);
(double seconds, double processor) = contender switch
{
    "training" => Trained(),
    "plain" => Plain(),
    _ => throw new ArgumentException($"The contender is '{contender}'; allowed: training, plain."),
};
long trained = (long)images * (epochs - 1);
Print(trained / seconds, "F1", "images/s");
Print(1000 * processor / trained, "F4", "ms of processor/image");

(double Seconds, double Processor) Trained()
{
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
        Optimizer = residual ? new SgdOptimizer { Momentum = 0.9, WeightDecay = 1e-4 } : new AdamOptimizer(),
        LearningRate = residual ? 0.1 : 0.001,
        NumberOfThreads = threads,
        Callbacks = [clock],
    };
    ml.MulticlassClassification.Trainers.ConvNet(build(), options).Fit(data).Dispose();
    return (clock.Seconds, clock.ProcessorSeconds);
}

(double Seconds, double Processor) Plain()
{
    // TorchSharp's own call needs a newer libstdc++ than some systems have; the library opens it there too.
    using var opened = new TrainableNetwork(Architectures.LeNet5(28, 28, 1));
    using nn.Module<Tensor, Tensor> network = plain();
    return PlainLoop.Run(network, Optimizer, (side, channels), (batch, images, epochs, threads));
}

optim.Optimizer Optimizer(IEnumerable<Parameter> weights) =>
    residual ? optim.SGD(weights, 0.1, momentum: 0.9, weight_decay: 1e-4) : optim.Adam(weights, 0.001);

void Print(double value, string format, string unit) =>
    Console.WriteLine($"{contender},{name},,{value.ToString(format, CultureInfo.InvariantCulture)},{unit}");

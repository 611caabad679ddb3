using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Tests.Support;
using TorchSharp;

// Does one thing with the library, first thing in the process: NativeProgram VERB PHOTO

var ml = new MLContext(seed: 1);
string photo = args[1];
IDataView paths = ml.Data.LoadFromEnumerable("abab".Select(label => new Photo(photo, $"{label}")).ToArray());
IDataView keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(paths).Transform(paths);
try
{
    Console.WriteLine($"done: {Do(args[0])}");
    return 0;
}
catch (Exception e)
{
    Console.WriteLine($"{e.GetType().Name}: {e.Message}");
    return 1;
}

object Do(string verb) =>
    verb switch
    {
        "features" => First(ml.Transforms.ConvFeatures("Features", "Path").Fit(paths).Transform(paths)),
        "features-bytes" => FirstOfBytes(),
        "features-image" => First(Loaded().Append(ml.Transforms.ConvFeatures("Features", "Image")).Fit(paths).Transform(paths)),
        "handcrafted" => First(ml.Transforms.HandCraftedFeatures("Features", "Path").Fit(paths).Transform(paths)),
        "handcrafted-image" => First(Loaded().Append(ml.Transforms.HandCraftedFeatures("Features", "Image")).Fit(paths).Transform(paths)),
        "handcrafted-save" => Save(ml.Transforms.HandCraftedFeatures("Features", "Path").Fit(paths)),
        "open" => Open(),
        "log" => OpenTwice(),
        "network" => Weights(),
        "convnet" => Trainers()
            .ConvNet(Small(2), new ConvNetOptions { FeatureColumnName = "Path", Epochs = 1 })
            .Fit(keys)
            .History.Epochs.Count,
        "rate" => Trainers()
            .ConvNet(Small(2), new ConvNetOptions { FeatureColumnName = "Path" })
            .FindLearningRate(keys, steps: 10)
            .Points.Count,
        "finetune" => Trainers()
            .FineTune(
                Backbone.Embedded,
                new FineTuneOptions
                {
                    FeatureColumnName = "Path",
                    HeadEpochs = 1,
                    Epochs = 1,
                }
            )
            .Fit(keys)
            .History.Epochs.Count,
        "pretrain" => ml
            .Transforms.PretrainRotation(Small(4), new PretrainRotationOptions { InputColumnName = "Path", Epochs = 1 })
            .Fit(paths)
            .History.Epochs.Count,
        _ => throw new ArgumentException($"The verb is '{verb}'."),
    };

MulticlassClassificationCatalog.MulticlassClassificationTrainers Trainers() => ml.MulticlassClassification.Trainers;

float First(IDataView features) => features.GetColumn<float[]>("Features").First()[0];

float FirstOfBytes()
{
    IDataView bytes = ml.Data.LoadFromEnumerable([new Encoded(File.ReadAllBytes(photo))]);
    return First(ml.Transforms.ConvFeatures("Features", "Bytes").Fit(bytes).Transform(bytes));
}

IEstimator<ITransformer> Loaded() => ml.Transforms.LoadImages("Image", "", "Path");

long Save(ITransformer model)
{
    using var stream = new MemoryStream();
    ml.Model.Save(model, paths.Schema, stream);
    return stream.Length;
}

float Open()
{
    TorchLibrary.Open();
    return torch.ones(3).sum().item<float>();
}

string OpenTwice()
{
    var logger = new MessageLog();
    TorchLibrary.Open();
    TorchLibrary.Open(logger);
    TorchLibrary.Open(logger);
    return string.Join(" | ", logger.Messages);
}

int Weights()
{
    using var network = new TrainableNetwork(Small(2));
    return network.Weights.Count;
}

static OnnxNetwork Small(int classes) =>
    NetworkBuilder.Image(16, 16, 3).Conv(4, 3).Relu().GlobalAveragePool().Flatten().Dense(classes).Build();

internal sealed record Photo(string Path, string Label);

internal sealed record Encoded(byte[] Bytes);

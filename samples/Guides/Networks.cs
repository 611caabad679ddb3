using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/networks.md.</summary>
internal static class Networks
{
    public static void Run()
    {
        OnnxNetwork lenet = NetworkBuilder.Image(32, 32, 1)
            .Conv(6, 5).Tanh().AveragePool(2)
            .Conv(16, 5).Tanh().AveragePool(2)
            .Flatten()
            .Dense(120).Tanh()
            .Dense(84).Tanh()
            .Dense(10)
            .Build("LeNet-5");
        Console.WriteLine(lenet.Summary());    // ... Total params: 61,706

        Backbone squeezenet = Backbone.SqueezeNet11;
        string[] cats = [.. new[] { "tiger", "n02129165", "281" }.Select(c => squeezenet.ClassNames![squeezenet.FindClass(c)])];
        Console.WriteLine(string.Join("; ", cats));    // tiger, Panthera tigris; lion, king of beasts, Panthera leo; tabby, tabby cat

        Backbone backbone = Backbone.Embedded;
        BackbonePreprocessing images = backbone.Preprocessing!;
        OnnxNetwork classifier = backbone.GetFeatureNetwork()
            .WithHead(outputs: 3, hiddenUnits: [64], dropout: 0.2)    // random weights, to be trained
            .WithPreprocessing(new ImagePreprocessing
                { Scale = images.Scale, Mean = images.Mean, StandardDeviation = images.StandardDeviation })
            .WithHalfFloatWeights();    // half the file
        classifier.Save("classifier.onnx");

        foreach (NetworkWeight weight in classifier.Weights.Reverse().Take(2))
            Console.WriteLine($"{weight.Layers[0]}: {weight.Name} {weight.Contents}");    // logits: logits.bias [3] of Float
    }
}

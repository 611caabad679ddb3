using System.Text.Json;
using Microsoft.ML;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.History;

public sealed class TopKAccuracyTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void It_is_scikit_learn_s_top_k_accuracy_score(int k)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "metrics.json")));
        JsonElement classes = json.RootElement.GetProperty("classes");
        var metric = new TopKAccuracy(k);
        var sums = new double[metric.SumCount(9)];
        IEnumerable<JsonElement> labels = classes.GetProperty("labels").EnumerateArray();
        foreach ((JsonElement label, JsonElement scores) in labels.Zip(classes.GetProperty("scores").EnumerateArray()))
            metric.Add([.. scores.EnumerateArray().Select(s => s.GetSingle())], label.GetInt32(), 1, sums);

        Assert.Equal(classes.GetProperty("topK").GetProperty($"{k}").GetDouble(), metric.Result(sums), 1e-12);
    }

    [Theory]
    [InlineData(new float[] { 1, 1, 1 }, 0, 1, true)]
    [InlineData(new float[] { 1, 1, 1 }, 1, 1, false)]
    [InlineData(new float[] { 1, 1, 1 }, 1, 2, true)]
    [InlineData(new float[] { 3, 2, 1 }, 2, 2, false)]
    [InlineData(new float[] { float.NaN, 2, 1 }, 1, 2, false)]
    public void Of_equal_ones_the_first_comes_first_and_nothing_is_known_of_nan(float[] outputs, float target, int k, bool expected)
    {
        var sums = new double[2];
        new TopKAccuracy(k).Add(outputs, target, 0.5f, sums);
        Assert.Equal([expected ? 0.5 : 0, 0.5], sums);
    }

    [Fact]
    public void It_is_reported_in_each_epoch_and_one_of_one_is_the_accuracy()
    {
        ConvNetOptions options = new()
        {
            Epochs = 2,
            NumberOfThreads = 1,
            ValidationSet = Stripes(30, 5),
            Metrics = [new TopKAccuracy(1), new TopKAccuracy(2)],
            Callbacks = [new EarlyStopping { Monitor = "val_top2_accuracy" }],
        };
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).Relu().Flatten().Dense(3).Build();
        using ConvNetTransformer model = new MLContext(1).MulticlassClassification.Trainers.ConvNet(network, options).Fit(Stripes(60, 1));

        Assert.Equal(model.History["accuracy"], model.History["top1_accuracy"]);
        Assert.Equal(model.History["val_accuracy"], model.History["val_top1_accuracy"]);
        Assert.All(model.History["val_accuracy"].Zip(model.History["val_top2_accuracy"]), p => Assert.InRange(p.Second, p.First, 1));
    }

    [Theory]
    [InlineData(3, "TopKAccuracy.K is 3, and the network has 3 outputs; allowed: 1 to 2")]
    [InlineData(0, "TopKAccuracy.K is 0")]
    public void A_k_that_says_nothing_is_refused_before_the_training(int k, string message)
    {
        ConvNetOptions options = new() { Metrics = [new TopKAccuracy(k)], Callbacks = [new Never()] };
        OnnxNetwork network = NetworkBuilder.Image(8, 8, 1, seed: 4).Flatten().Dense(3).Build();
        string found = Assert
            .Throws<ArgumentException>(() =>
                new MLContext(1).MulticlassClassification.Trainers.ConvNet(network, options).Fit(Stripes(60, 1))
            )
            .Message;
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    private sealed class Never : TrainingCallback
    {
        public override void OnTrainingStart(TrainingContext context) => Assert.Fail("The training began.");
    }
}

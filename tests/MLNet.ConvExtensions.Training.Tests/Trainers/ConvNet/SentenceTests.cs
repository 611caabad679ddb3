using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Texts, from words to a saved model: whether 'not' stands before a word is seen only by what looks at neighbours.</summary>
public sealed class SentenceTests
{
    private const int Length = 8,
        Tokens = 20;

    private readonly MLContext _ml = new(1);

    [Fact]
    public void A_sentence_network_learns_and_its_saved_model_takes_text()
    {
        using var folder = new TemporaryFolder();
        IDataView train = Sentences(300, 1),
            test = Sentences(100, 2);
        var pipeline = _ml
            .Transforms.Text.VectorizeText("Tokens", "Text", Length, Tokens)
            .Append(
                _ml.BinaryClassification.Trainers.ConvNet(
                    Architectures.SentenceCnn(Length, Tokens, classes: 1, dimensions: 8, filters: 10),
                    new ConvNetOptions
                    {
                        FeatureColumnName = "Tokens",
                        Epochs = 8,
                        LearningRate = 0.02,
                        NumberOfThreads = 1,
                    }
                )
            );
        var model = pipeline.Fit(train);
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(model.Transform(test));

        Assert.True(metrics.Accuracy > 0.95, $"{metrics.Accuracy}");
        string path = folder.File("model.zip");
        _ml.Model.Save(model, train.Schema, path);
        ITransformer loaded = new MLContext().Model.Load(path, out _);
        float[] fresh = [.. model.Transform(test).GetColumn<float>("Probability")],
            again = [.. loaded.Transform(test).GetColumn<float>("Probability")];
        Assert.All(fresh.Zip(again), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    [Fact]
    public void A_number_that_is_no_token_is_an_error()
    {
        OnnxNetwork network = Architectures.SentenceCnn(Length, 5, classes: 1, dimensions: 4, filters: 3);
        IDataView rows = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 8).Select(i => new TokenRow { Label = i % 2 == 0, Tokens = [1, 2, 3, 4, 5, 0, 0, 0] })
        );

        Exception error = Assert.ThrowsAny<Exception>(() =>
            _ml.BinaryClassification.Trainers.ConvNet(network, new ConvNetOptions { FeatureColumnName = "Tokens", Epochs = 1 }).Fit(rows)
        );
        Assert.Contains("out of range", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private IDataView Sentences(int count, int seed)
    {
        var random = new Random(seed);
        string[] things = ["film", "story", "cast"];
        return _ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    bool good = random.Next(2) == 0,
                        negated = random.Next(2) == 0;
                    string word = good != negated ? "good" : "bad";
                    return new TextRow { Text = $"the {things[random.Next(3)]} is {(negated ? "not " : "")}{word}", Label = good };
                })
                .ToList()
        );
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed class TokenRow
    {
        public bool Label { get; set; }

        [VectorType(Length)]
        public float[] Tokens { get; set; } = [];
    }
}

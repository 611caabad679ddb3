using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Models;

/// <summary>Models of several labels, or of several numbers, an image: predicted by the tool as by the library.</summary>
public sealed class VectorModelTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _images;

    public VectorModelTests() => _images = [.. Enumerable.Range(0, 12).Select(i => _folder.Write($"{i}.png", TestImages.Png(i)))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_labels_are_told_by_their_names()
    {
        string file = Save(labels: true);
        using ImageModel model = _ml.Model.LoadImageModel(file);
        ImagePrediction[] expected = [.. model.Predict(_images)];
        using JsonDocument json = JsonDocument.Parse(ToolRun.Of(["predict", "--model", file, "--json", .. _images]).Output);
        string lines = ToolRun.Of(["predict", "--model", file, .. _images]).Output;

        Assert.True(model.IsMultilabel);
        Assert.Equal(["First", "Second"], model.Classes);
        foreach ((ImagePrediction prediction, JsonElement image) in expected.Zip(json.RootElement.EnumerateArray()))
        {
            Assert.Equal(2, prediction.Classes.Count);
            Assert.Null(prediction.Label);
            Assert.Equal(prediction.Labels, image.GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
            Assert.Equal(
                prediction.Classes.Select(c => (c.Name, c.Probability)),
                image
                    .GetProperty("categories")
                    .EnumerateArray()
                    .Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("probability").GetSingle()))
            );
            string said = prediction.Labels.Count == 0 ? "no label" : string.Join(", ", prediction.Labels);
            Assert.Contains($"{prediction.Image}\n  {said}\n", lines, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Several_numbers_are_told_in_their_order()
    {
        string file = Save(labels: false);
        using ImageModel model = _ml.Model.LoadImageModel(file);
        ImagePrediction[] expected = [.. model.Predict(_images)];
        using JsonDocument json = JsonDocument.Parse(ToolRun.Of(["predict", "--model", file, "--json", .. _images]).Output);
        string lines = ToolRun.Of("predict", "--model", file, _images[0]).Output;

        Assert.Equal((2, 0), (model.NumberOfValues, model.Classes.Count));
        Assert.Equal(
            expected.Select(e => e.Values),
            json.RootElement.EnumerateArray().Select(i => i.GetProperty("values").EnumerateArray().Select(v => v.GetSingle()).ToArray())
        );
        Assert.All(expected, e => Assert.Equal((null, null, 2), (e.Value, e.Label, e.Values.Count)));
        Assert.Equal(
            $"{_images[0]}\n  {string.Join("  ", expected[0].Values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}\n",
            lines
        );
    }

    [Theory]
    [InlineData(true, "predicts several labels")]
    [InlineData(false, "predicts 2 numbers")]
    public void Where_one_class_or_number_is_needed_they_are_refused(bool labels, string what)
    {
        string file = Save(labels);
        Directory.CreateDirectory(_folder.File("photos/0"));
        File.Copy(_images[0], _folder.File("photos/0/a.png"));

        ToolRun.Of("evaluate", "--model", file, "--images", _folder.File("photos")).AssertFailed(1, what, "A program judges it");
        ToolRun.Of("predict", "--model", file, "--out", _folder.File("p.csv"), _images[0]).AssertFailed(2, what, "--json");
        ToolRun
            .Of("finetune", "--model", file, "--images", _folder.File("photos"))
            .AssertFailed(1, "needed: a model that tells classes apart");
    }

    private string Save(bool labels)
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(
            _images.Select(
                (p, i) =>
                    new Row
                    {
                        ImagePath = p,
                        First = i % 2,
                        Second = i / 6,
                    }
            )
        );
        var options = new ConvNetOptions
        {
            FeatureColumnName = "ImagePath",
            Epochs = 2,
            NumberOfThreads = 1,
            ValidationFraction = 0.25,
        };
        OnnxNetwork network = NetworkBuilder.Image(16, 16, 3, seed: 1).Conv(4, 3).Relu().GlobalAveragePool().Dense(2).Build();
        ConvNetTrainer trainer = labels
            ? _ml.MultilabelClassification().Trainers.ConvNet(network, options)
            : _ml.Regression.Trainers.ConvNet(network, options);
        TransformerChain<ConvNetTransformer> model = _ml.Transforms.Concatenate("Label", "First", "Second").Append(trainer).Fit(rows);
        string file = _folder.File(labels ? "labels.zip" : "numbers.zip");
        _ml.Model.Save(model, rows.Schema, file);
        model.LastTransformer.Dispose();
        return file;
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public float First { get; set; }

        public float Second { get; set; }
    }
}

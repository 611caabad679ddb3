using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Commands.Train;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Train;

/// <summary>A network whose scores are no numbers isn't called good or bad: it is no result.</summary>
public sealed class TrainingRunTests
{
    private readonly MLContext _context = new(1);

    [Theory]
    [InlineData(1, BadImageHandling.Throw, "for 1 of 8 test images. Nothing was saved.")]
    [InlineData(8, BadImageHandling.Throw, "for 8 of 8 test images. Nothing was saved.")]
    [InlineData(8, BadImageHandling.Missing, "for 8 of 8 test images. Nothing was saved.")]
    public void Scores_that_are_no_numbers_are_told(int many, BadImageHandling handling, string message)
    {
        using var output = new StringWriter();
        var error = Assert.Throws<InvalidOperationException>(() => Train(output, many, handling));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public void Numbers_are_judged()
    {
        using var output = new StringWriter();
        Train(output, 0, BadImageHandling.Throw);

        Assert.StartsWith("Accuracy on test images: ", output.ToString(), StringComparison.Ordinal);
    }

    private void Train(StringWriter output, int many, BadImageHandling handling)
    {
        var options = new ConvNetOptions { Epochs = 1, BadImages = handling };
        IDataView train = Rows(20, 0),
            test = Rows(8, many);
        new TrainingRun(_context, output).Run(
            train,
            test,
            options,
            o =>
                _context.MulticlassClassification.Trainers.ConvNet(
                    classes => NetworkBuilder.Image(4, 4, 1).Flatten().Dense(classes).Build(),
                    o with
                    {
                        ValidationSet = null,
                    }
                )
        );
    }

    // What is multiplied with weights of both signs and added up is no number any more.
    private IDataView Rows(int count, int extreme)
    {
        var random = new Random(1);
        IEnumerable<Row> rows = Enumerable
            .Range(0, count)
            .Select(i => new Row
            {
                Label = i % 2 == 0 ? "even" : "odd",
                Features = [.. Enumerable.Range(0, 16).Select(_ => i < extreme ? float.MaxValue : (float)random.NextDouble())],
            });
        IDataView data = _context.Data.LoadFromEnumerable(rows.ToList());
        return _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        [VectorType(16)]
        public float[] Features { get; set; } = [];
    }
}

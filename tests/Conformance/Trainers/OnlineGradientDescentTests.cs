using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class OnlineGradientDescentTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Options_have_the_documented_defaults()
    {
        var options = new OnlineGradientDescentTrainer.Options();
        Assert.Equal(0.1f, options.LearningRate);
        Assert.True(options.DecreaseLearningRate);
        Assert.True(options.Averaged);
        Assert.True(options.Shuffle);
        Assert.Equal(1, options.NumberOfIterations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Without_averaging_and_shuffling_each_example_is_a_step_down_its_squared_error(int iterations)
    {
        Row[] rows = Rows();
        LinearRegressionModelParameters model = Fit(rows, new OnlineGradientDescentTrainer.Options
        {
            Shuffle = false,
            Averaged = false,
            LearningRate = 0.02f,
            DecreaseLearningRate = false,
            NumberOfIterations = iterations,
        });
        double[] weights = [0, 0];
        double bias = 0;
        for (int i = 0; i < iterations * rows.Length; i++)
        {
            Row row = rows[i % rows.Length];
            double step = -0.02 * 2 * (weights[0] * row.Features[0] + weights[1] * row.Features[1] + bias - row.Label);
            weights = [weights[0] + step * row.Features[0], weights[1] + step * row.Features[1]];
            bias += step;
        }

        Assert.Equal(weights[0], model.Weights[0], 1e-4);
        Assert.Equal(weights[1], model.Weights[1], 1e-4);
        Assert.Equal(bias, model.Bias, 1e-4);
    }

    [Fact]
    public void A_row_of_features_and_a_row_of_zeros_make_a_model_with_these_weights()
    {
        LinearRegressionModelParameters model = Fit(
            [new Row { Features = [0.3f, -7], Label = 0.5f }, new Row { Label = 0.5f }],
            new OnlineGradientDescentTrainer.Options { Shuffle = false, Averaged = false, LearningRate = 1, DecreaseLearningRate = false });

        Assert.Equal([0.3f, -7], model.Weights);
        Assert.Equal(0, model.Bias);
    }

    [Fact]
    public void A_model_comes_back_from_a_file()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Rows());
        ITransformer model = _context.Regression.Trainers.OnlineGradientDescent(new OnlineGradientDescentTrainer.Options()).Fit(data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        Assert.Equal(model.Transform(data).GetColumn<float>("Score"), _context.Model.Load(stream, out _).Transform(data).GetColumn<float>("Score"));
    }

    private LinearRegressionModelParameters Fit(Row[] rows, OnlineGradientDescentTrainer.Options options) =>
        _context.Regression.Trainers.OnlineGradientDescent(options).Fit(_context.Data.LoadFromEnumerable(rows)).Model;

    private static Row[] Rows()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 30).Select(_ =>
        {
            float a = random.NextSingle(), b = random.NextSingle();
            return new Row { Features = [a, b], Label = 2 * a - b + 0.5f };
        })];
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];

        public float Label { get; set; }
    }
}

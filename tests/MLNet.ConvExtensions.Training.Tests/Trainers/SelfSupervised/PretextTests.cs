using System.Text.Json;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Trainers.SelfSupervised;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised;

/// <summary>What networks learn from without labels, against PyTorch and numpy (make_pretraining.py).</summary>
public sealed class PretextTests : IDisposable
{
    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Trainers", "SelfSupervised", "pretraining.json")))
        .RootElement;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_contrastive_loss_and_its_gradient_are_those_of_the_papers_equation(int number)
    {
        JsonElement expected = Expected.GetProperty("contrastive")[number];
        float[] values = Floats(expected.GetProperty("values"));
        int rows = expected.GetProperty("rows").GetInt32();
        long[] partners = [.. Enumerable.Range(0, rows).Select(i => (long)(i ^ 1))];
        using var loss = new ContrastiveLoss(expected.GetProperty("temperature").GetDouble());
        Tensor output = tensor(values).reshape(rows, -1).requires_grad_();
        Tensor computed = loss.Of(output, new TargetTensors(tensor(partners), null, null, null));
        computed.backward();

        Assert.Equal(expected.GetProperty("loss").GetDouble(), computed.item<float>(), tolerance: 1e-6);
        Assert.Equal(expected.GetProperty("right").GetInt32(), loss.MetricOf(values, [.. partners.Select(p => (float)p)]));
        float[] gradient = output.grad!.data<float>().ToArray();
        Assert.All(gradient.Zip(Floats(expected.GetProperty("gradient"))), pair => Assert.Equal(pair.Second, pair.First, tolerance: 1e-6f));
    }

    [Fact]
    public void Pixels_cost_the_mean_of_their_squared_errors()
    {
        using var loss = new ReconstructionLoss();
        Tensor seen = tensor(new[] { 1f, 2, 3, 4, 5, 6, 7, 8 }).reshape(2, 1, 2, 2),
            made = tensor(new[] { 1f, 2, 3, 4, 5, 6, 7, 10 }).reshape(2, 4);

        Assert.Equal(
            4 / 8.0,
            loss.Of(made, new TargetTensors(zeros(2), null, null, null) { Inputs = seen }).item<float>(),
            tolerance: 1e-7
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Squares_are_turned_as_numpy_turns_them(int quarters)
    {
        var turned = new float[50];
        PlaneMoves.Turn([.. Enumerable.Range(0, 50).Select(i => (float)i)], turned, new SampleShape(2, 5, 5), quarters);

        Assert.Equal(Floats(Expected.GetProperty("turned")[quarters]), turned);
    }

    [Fact]
    public void A_batch_has_each_image_in_four_positions()
    {
        var shape = new SampleShape(2, 5, 5);
        using var source = new BatchPipeline(
            Samples(shape, 5),
            shape,
            new BatchPipelineOptions
            {
                BatchSize = 3,
                Views = SampleViews.Quarters,
                Augmentation = AugmentationOptions.Cifar,
            }
        );
        source.Start(2, 0);
        TrainingBatch first = source.Next(default)!;
        Assert.Equal(12, first.Count);
        var turned = new float[shape.Length];
        for (int row = 0; row < first.Count; row++)
        {
            Assert.Equal(row % 4, first.Targets[row]);
            PlaneMoves.Turn(Row(first, row - (row % 4)), turned, shape, row % 4);
            Assert.Equal(turned, Row(first, row));
        }

        Assert.Equal(8, source.Next(default)!.Count);
        Assert.Null(source.Next(default));

        float[] Row(TrainingBatch batch, int row) => batch.Inputs[(row * shape.Length)..((row + 1) * shape.Length)];
    }

    [Fact]
    public void A_batch_has_each_image_changed_in_two_ways_and_a_single_image_is_left_out()
    {
        var shape = new SampleShape(2, 5, 5);
        var augmentation = new AugmentationOptions { Noise = 0.01 };
        using var source = new BatchPipeline(
            Samples(shape, 7),
            shape,
            new BatchPipelineOptions
            {
                BatchSize = 3,
                Views = SampleViews.Pair,
                Augmentation = augmentation,
                Workers = 2,
            }
        );
        float[] once = [.. Epoch(source, 1)],
            again = [.. Epoch(source, 1)],
            next = [.. Epoch(source, 2)];

        Assert.Equal(2, source.BatchesPerEpoch);
        Assert.Equal(12 * shape.Length, once.Length);
        Assert.Equal(once, again);
        Assert.NotEqual(once, next);
        for (int row = 0; row < 12; row += 2)
        {
            float[] one = once[(row * shape.Length)..((row + 1) * shape.Length)],
                other = once[((row + 1) * shape.Length)..((row + 2) * shape.Length)];
            Assert.NotEqual(one, other);
            // Samples are a thousand apart, and noise is small.
            Assert.Equal(Math.Round(one.Average() / 1000), Math.Round(other.Average() / 1000));
        }

        static IEnumerable<float> Epoch(BatchPipeline source, int epoch)
        {
            source.Start(epoch, 0);
            while (source.Next(default) is { } batch)
            {
                Assert.Equal([1, 0, 3, 2, 5, 4], batch.Targets);
                foreach (float value in batch.Inputs)
                    yield return value;
            }
        }
    }

    private static TrainingSamples Samples(SampleShape shape, int count)
    {
        var store = new VectorStore(shape);
        for (int sample = 0; sample < count; sample++)
        {
            Span<float> row = store.Add();
            for (int i = 0; i < row.Length; i++)
                row[i] = (1000 * sample) + i;
            store.Added();
        }

        return new TrainingSamples(store, new float[count], null);
    }

    private static float[] Floats(JsonElement numbers) => [.. numbers.EnumerateArray().Select(n => n.GetSingle())];
}

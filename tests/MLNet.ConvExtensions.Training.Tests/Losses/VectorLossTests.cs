using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Tests.Losses;

/// <summary>Losses of several numbers, or of several labels, a sample: PyTorch's own of the same.</summary>
public sealed class VectorLossTests : IDisposable
{
    private static readonly float[] Outputs = [1, -0.5f, 0.25f, 0, 2, -1];
    private static readonly float[] Labels = [1, 0, 0, 1, 1, 1];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Of_numbers_it_is_the_mean_squared_error()
    {
        Assert.Equal(
            functional.mse_loss(Tensors(Outputs), Tensors(Labels)).item<float>(),
            LossOf(
                ModelTask.Regression,
                new TrainingBatch
                {
                    Targets = Labels,
                    TargetWidth = 2,
                    Count = 3,
                }
            ),
            1e-6f
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void Of_labels_it_is_the_mean_binary_cross_entropy(double smoothing)
    {
        Tensor wanted = Tensors([.. Labels.Select(l => (float)((l * (1 - smoothing)) + (smoothing / 2)))]);
        Assert.Equal(
            functional.binary_cross_entropy_with_logits(Tensors(Outputs), wanted).item<float>(),
            LossOf(
                ModelTask.Multilabel,
                new TrainingBatch
                {
                    Targets = Labels,
                    TargetWidth = 2,
                    Count = 3,
                },
                new ConvNetOptions { LabelSmoothing = smoothing }
            ),
            1e-6f
        );
    }

    [Fact]
    public void Rows_count_by_their_weights_and_mixed_ones_by_their_shares()
    {
        var batch = new TrainingBatch
        {
            Targets = Labels,
            TargetWidth = 2,
            Count = 3,
            Weights = [1, 3, 0.5f],
            Partners = [0, 0, 1, 1, 0, 1],
            Shares = [0.7f, 0.6f, 0.9f],
            PartnerWeights = [2, 0.25f, 1],
        };
        double sum = 0,
            weight = 0;
        for (int i = 0; i < 3; i++)
        {
            double own = OfRow(Labels, i) * batch.Weights[i],
                other = OfRow(batch.Partners, i) * batch.PartnerWeights[i];
            sum += (own * batch.Shares[i]) + (other * (1 - batch.Shares[i]));
            weight += (batch.Weights[i] * batch.Shares[i]) + (batch.PartnerWeights[i] * (1 - batch.Shares[i]));
        }

        Assert.Equal(sum / weight, LossOf(ModelTask.Regression, batch), 1e-6);

        double OfRow(float[] wanted, int row) =>
            (Math.Pow(Outputs[2 * row] - wanted[2 * row], 2) + Math.Pow(Outputs[(2 * row) + 1] - wanted[(2 * row) + 1], 2)) / 2;
    }

    private static Tensor Tensors(float[] values) => tensor(values).reshape(3, 2);

    private static float LossOf(ModelTask task, TrainingBatch batch, ConvNetOptions? options = null)
    {
        using TrainingLoss loss = (options ?? new ConvNetOptions()).CreateLoss(task, CPU);
        return loss.Of(Tensors(Outputs), TargetTensors.Of(batch, loss.HasClasses, CPU)).item<float>();
    }
}

using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// The probabilities above which labels are predicted: for each the one with which F1 is highest on the rows of the validation. Of rare
/// labels that is often far below a half.
/// </summary>
internal static class LabelThresholds
{
    /// <summary>Where the validation says nothing of a label.</summary>
    public const float Usual = 0.5f;

    /// <param name="network">The trained network, as it takes the validation's batches.</param>
    /// <param name="validation">The validation; null for none.</param>
    /// <param name="options">The device, and what stops it.</param>
    /// <returns>The thresholds; null without a validation.</returns>
    public static IReadOnlyList<float>? Learn(OnnxNetwork network, IBatchSource? validation, TrainingRunOptions options)
    {
        if (validation is null)
            return null;
        using var threads = new ComputeThreads(options.EffectiveThreads);
        using DisposeScope scope = NewDisposeScope();
        Device device = TrainingDevice.Open(options.GpuDeviceId, options.Logger);
        using var trainable = new TrainableNetwork(network, device);
        var outputs = new TrainingOutputs(trainable, ModelTask.Multilabel);
        long[] shape = [0, .. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        var logits = new List<float>();
        var labels = new List<float>();
        int width = 1;
        using (no_grad())
        {
            validation.Start(0, 0);
            while (validation.Next(options.Cancellation) is { } batch)
            {
                using DisposeScope inner = NewDisposeScope();
                shape[0] = batch.Count;
                int length = checked((int)shape.Aggregate(1L, (a, b) => a * b));
                Tensor input = BatchTensor.Of<float>(batch.Inputs.AsSpan(0, length), shape, ScalarType.Float32, device);
                Tensor found = outputs.Forward(input, training: false)[0].cpu().contiguous();
                logits.AddRange(MemoryMarshal.Cast<byte, float>(found.bytes));
                labels.AddRange(batch.Targets.AsSpan(0, batch.Count * batch.TargetWidth));
                width = batch.TargetWidth;
            }
        }

        return [.. Enumerable.Range(0, width).Select(l => Best(Of(logits, l, width, Sigmoid), Of(labels, l, width, v => v)))];
    }

    /// <summary>The threshold of the highest F1; of several the one that is nearest to a half.</summary>
    /// <param name="probabilities">The probability of each row.</param>
    /// <param name="labels">Whether each has the label, 1 or 0.</param>
    public static float Best(IReadOnlyList<float> probabilities, IReadOnlyList<float> labels)
    {
        (float Probability, bool Has)[] rows = [.. probabilities.Zip(labels, (p, l) => (p, l > 0)).OrderByDescending(r => r.p)];
        int all = rows.Count(r => r.Has),
            right = 0;
        double best = 0;
        float threshold = Usual;
        for (int i = 0; i < rows.Length; i++)
        {
            right += rows[i].Has ? 1 : 0;
            float last = rows[i].Probability,
                next = i + 1 < rows.Length ? rows[i + 1].Probability : 0;
            // Rows of the same probability are on one side.
            if (next == last)
                continue;
            double f1 = 2.0 * right / (i + 1 + all);
            // Between the last that is in and the first that is out; a half where that lies between them.
            float middle = last > Usual && next <= Usual ? Usual : Middle(last, next);
            bool nearer = f1 == best && Math.Abs(middle - Usual) < Math.Abs(threshold - Usual);
            if (right > 0 && (f1 > best || nearer))
                (best, threshold) = (f1, middle);
        }

        return threshold;
    }

    // What is rounded up to the last would leave it out.
    private static float Middle(float last, float next) => next + ((last - next) / 2) is var middle && middle < last ? middle : next;

    private static float Sigmoid(float logit) => (float)(1 / (1 + Math.Exp(-logit)));

    private static float[] Of(List<float> values, int label, int width, Func<float, float> of) =>
        [.. values.Where((_, i) => i % width == label).Select(of)];
}

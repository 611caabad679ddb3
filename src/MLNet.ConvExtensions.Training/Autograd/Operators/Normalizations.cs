using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Normalisation, and dropout.</summary>
internal static class Normalizations
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [
        ("BatchNormalization", BatchNormalization),
        ("InstanceNormalization", InstanceNormalization),
        ("LayerNormalization", LayerNormalization),
        ("GroupNormalization", GroupNormalization),
        ("MeanVarianceNormalization", MeanVarianceNormalization),
        ("LpNormalization", LpNormalization),
        ("LRN", LocalResponse),
        ("Dropout", Dropout),
    ];

    private static Kernel BatchNormalization(PlanNode node)
    {
        if (node.Int("spatial", 1) == 0)
            throw node.Unable("spatial 0, statistics for every position, is not known; 1 is allowed.");
        double epsilon = node.Float("epsilon", 1e-5f),
            momentum = 1 - (double)node.Float("momentum", 0.9f);
        bool always = node.Int("training_mode", 0) != 0;
        (int x, int scale, int bias, int mean, int variance, int y) = (
            node.Input(0),
            node.Input(1),
            node.Input(2),
            node.Input(3),
            node.Input(4),
            node.Output()
        );
        bool keeps = node.IsState(3) && node.IsState(4);
        if (!always && !node.Gives(1) && keeps)
            return run =>
                run[y] = functional.batch_norm(
                    Several(run, x, mean),
                    run[mean],
                    run[variance],
                    run[scale],
                    run[bias],
                    run.Learns(mean),
                    momentum,
                    epsilon
                );

        // The running variance divides by one less than the count: of a single value it would become NaN without a word.
        Tensor Several(ForwardRun run, int slot, int statistic)
        {
            Tensor input = run[slot];
            return !run.Learns(statistic) || input.NumberOfElements != input.size(1)
                ? input
                : throw node.Unable(
                    $"it gets one value a channel, [{string.Join(", ", input.shape)}], whose variance isn't "
                        + "known. Train with two rows or more in each batch."
                );
        }

        // A graph that trains itself: its running statistics are outputs, of the variance that is divided by all. Statistics that aren't
        // stored stay as they are.
        (int newMean, int newVariance) = (node.Output(1), node.Output(2));
        return run =>
        {
            Tensor input = keeps ? Several(run, x, mean) : run[x];
            bool learns = run.Learns(mean),
                training = learns || always;
            if (training && newMean >= 0)
            {
                using (no_grad())
                {
                    long[] axes = [0, .. Enumerable.Range(2, (int)input.dim() - 2).Select(i => (long)i)];
                    run[newMean] = run[mean].Times(1 - momentum).add(input.mean(axes).Times(momentum));
                    run[newVariance] = run[variance].Times(1 - momentum).add(input.var(axes, unbiased: false).Times(momentum));
                }
            }
            else if (newMean >= 0)
            {
                (run[newMean], run[newVariance]) = (run[mean].alias(), run[variance].alias());
            }

            bool update = keeps && learns;
            run[y] = functional.batch_norm(
                input,
                update ? run[mean] : run[mean].clone(),
                update ? run[variance] : run[variance].clone(),
                run[scale],
                run[bias],
                training,
                momentum,
                epsilon
            );
        };
    }

    private static Kernel InstanceNormalization(PlanNode node)
    {
        double epsilon = node.Float("epsilon", 1e-5f);
        (int x, int scale, int bias, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        return run => run[y] = functional.instance_norm(run[x], weight: run[scale], bias: run[bias], use_input_stats: true, eps: epsilon);
    }

    private static Kernel LayerNormalization(PlanNode node)
    {
        double epsilon = node.Float("epsilon", 1e-5f);
        int axis = (int)node.Int("axis", -1);
        (int x, int scale, int bias, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        (int means, int deviations) = (node.Output(1), node.Output(2));
        return run =>
        {
            Tensor input = run[x];
            long[] shape = input.shape;
            int first = axis < 0 ? axis + shape.Length : axis;
            long[] normalized = shape[first..];
            Tensor factor = run[scale];
            Tensor? offset = bias < 0 ? null : run[bias];
            bool same =
                factor.shape.AsSpan().SequenceEqual(normalized) && (offset is null || offset.shape.AsSpan().SequenceEqual(normalized));
            Tensor result = functional.layer_norm(input, normalized, same ? factor : null!, same ? offset! : null!, epsilon);
            if (!same)
                result = offset is null ? result.mul(factor) : result.mul(factor).add(offset);
            run[y] = result;

            long[] axes = Array.ConvertAll(Enumerable.Range(first, shape.Length - first).ToArray(), i => (long)i);
            if (means >= 0)
                run[means] = input.mean(axes, keepdim: true);
            if (deviations >= 0)
                run[deviations] = input.var(axes, unbiased: false, keepdim: true).Plus(epsilon).sqrt().reciprocal();
        };
    }

    private static Kernel GroupNormalization(PlanNode node)
    {
        double epsilon = node.Float("epsilon", 1e-5f);
        long groups = node.Int("num_groups", 1);
        (int x, int scale, int bias, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        if (node.Opset >= 21)
            return run => run[y] = functional.group_norm(run[x], groups, run[scale], run[bias], epsilon);

        // Before version 21 there was one scale and one bias a group.
        return run =>
        {
            long each = run[x].shape[1] / groups;
            Tensor PerChannel(int slot) => run[slot].reshape(-1, 1).expand(groups, each).reshape(-1);
            run[y] = functional.group_norm(run[x], groups, PerChannel(scale), PerChannel(bias), epsilon);
        };
    }

    private static Kernel MeanVarianceNormalization(PlanNode node)
    {
        long[] axes = node.Ints("axes") ?? [0, 2, 3];
        return node.Unary(x =>
        {
            Tensor centered = x.sub(x.mean(axes, keepdim: true));
            return centered.div(centered.mul(centered).mean(axes, keepdim: true).sqrt().Plus(1e-9));
        });
    }

    private static Kernel LpNormalization(PlanNode node)
    {
        long[] axis = [node.Int("axis", -1)];
        return node.Int("p", 2) == 1
            ? node.Unary(x => x.div(x.abs().sum(axis, keepdim: true)))
            : node.Unary(x => x.div(x.mul(x).sum(axis, keepdim: true).sqrt()));
    }

    private static Kernel LocalResponse(PlanNode node)
    {
        double alpha = node.Float("alpha", 1e-4f),
            beta = node.Float("beta", 0.75f),
            bias = node.Float("bias", 1);
        long size = node.Int("size", 1);
        if (size % 2 == 1)
            return node.Unary(x => functional.local_response_norm(x, size, alpha, beta, bias));

        // Of an even number of channels ONNX takes one more behind, PyTorch before.
        long before = (size - 1) / 2;
        return node.Unary(x =>
        {
            Tensor squares = functional.pad(x.mul(x).unsqueeze(1), [.. new long[2 * ((int)x.dim() - 2)], before, size - 1 - before]);
            long channels = x.shape[1];
            Tensor sum = squares.narrow(2, 0, channels);
            for (long i = 1; i < size; i++)
                sum = sum.add(squares.narrow(2, i, channels));
            return x.div(sum.squeeze(1).Times(alpha / size).Plus(bias).Power(beta));
        });
    }

    /// <summary>Zeros for the share of elements that drop, and for the others what keeps the mean as it is.</summary>
    private static Tensor Kept(ForwardRun run, Tensor input, double share) =>
        share < 1 ? empty_like(input).bernoulli_(1 - share, run.Random).Times(1 / (1 - share)) : zeros_like(input);

    private static Kernel Dropout(PlanNode node)
    {
        (int x, int y, int mask) = (node.Input(0), node.Output(), node.Output(1));
        Func<ForwardRun, double> ratio;
        if (node.Opset < 12)
        {
            double share = node.Float("ratio", 0.5f);
            ratio = _ => share;
        }
        else
        {
            int slot = node.Input(1);
            double? constant = node.Has(1) ? node.Constant(1)?.Number() : 0.5;
            ratio = run => constant ?? run.Host(slot).Number();
        }

        bool always = node.Constant(2) is { } mode && mode.Number() != 0;
        return run =>
        {
            Tensor input = run[x];
            double share = run.Training || always ? ratio(run) : 0;
            if (mask < 0)
            {
                run[y] = share == 0 ? input.alias() : input.mul(Kept(run, input, share));
                return;
            }

            Tensor kept = share == 0 ? ones_like(input) : Kept(run, input, share);
            run[y] = input.mul(kept);
            run[mask] = kept.ne(0);
        };
    }
}

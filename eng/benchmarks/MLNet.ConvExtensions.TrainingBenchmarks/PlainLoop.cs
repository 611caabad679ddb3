using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.TrainingBenchmarks;

/// <summary>
/// A training as TorchSharp's documentation writes it: the images in one tensor, a batch by random numbers, the loss and the accuracy read
/// after each step, all tensors of a step in a scope of their own.
/// </summary>
internal static class PlainLoop
{
    /// <summary>Trains.</summary>
    /// <returns>The time of all epochs but the first, and the processor's.</returns>
    public static (double Seconds, double ProcessorSeconds) Run(
        Module<Tensor, Tensor> network,
        Func<IEnumerable<TorchSharp.Modules.Parameter>, optim.Optimizer> optimizer,
        (int Side, int Channels) image,
        (int Batch, int Images, int Epochs, int Threads) sizes
    )
    {
        set_num_threads(sizes.Threads);
        manual_seed(1);
        using Tensor inputs = rand([sizes.Images, image.Channels, image.Side, image.Side]),
            labels = arange(sizes.Images, int64) % 10;
        using optim.Optimizer update = optimizer(network.parameters());
        network.train();
        var clock = new Stopwatch();
        TimeSpan start = default;
        for (int epoch = 0; epoch < sizes.Epochs; epoch++)
        {
            if (epoch == 1)
            {
                start = Process.GetCurrentProcess().TotalProcessorTime;
                clock.Start();
            }

            double loss = 0;
            long right = 0;
            using Tensor order = randperm(sizes.Images, int64);
            for (int first = 0; first < sizes.Images; first += sizes.Batch)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor chosen = order.narrow(0, first, Math.Min(sizes.Batch, sizes.Images - first)),
                    wanted = labels.index_select(0, chosen);
                update.zero_grad();
                Tensor scores = network.call(inputs.index_select(0, chosen));
                Tensor mean = functional.cross_entropy(scores, wanted);
                mean.backward();
                update.step();
                loss += mean.item<float>() * chosen.shape[0];
                right += scores.argmax(1).eq(wanted).sum().item<long>();
            }

            if (!double.IsFinite(loss) || right < 0)
                throw new InvalidOperationException($"The loss of epoch {epoch + 1} is {loss}.");
        }

        clock.Stop();
        return (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds);
    }
}

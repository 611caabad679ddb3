using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>Batches as tensors on the network's device, in the memory order and the size that it is to see them in.</summary>
internal sealed class BatchTensors
{
    private readonly TrainingLoss _loss;
    private readonly Device _device;
    private readonly ProgressiveResizing? _resizing;
    private readonly bool _channelsLast;
    private readonly long[] _shape;

    /// <exception cref="ArgumentException">Images are to grow, and the network doesn't take smaller ones.</exception>
    public BatchTensors(TrainableNetwork network, TrainingLoss loss, ProgressiveResizing? resizing)
    {
        OnnxNetwork graph = network.Network;
        (_loss, _device, _resizing) = (loss, network.Device, resizing);
        _channelsLast = ChannelsLast.Suits(graph);
        _shape = [0, .. graph.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        if (resizing is not null)
            RequireSizes(network, resizing);
    }

    /// <summary>A batch in full size.</summary>
    public (Tensor Input, TargetTensors Targets) Of(TrainingBatch batch) => Of(batch, 1);

    /// <summary>A batch in the size for a part of the training that is done, 0 to 1.</summary>
    public (Tensor Input, TargetTensors Targets) Of(TrainingBatch batch, double done)
    {
        _shape[0] = batch.Count;
        int length = checked((int)_shape.Aggregate(1L, (a, b) => a * b));
        Tensor input = BatchTensor.Of<float>(batch.Inputs.AsSpan(0, length), _shape, ScalarType.Float32, _device);
        if (_resizing is not null)
            input = Resized(input, _resizing, done);
        if (_channelsLast)
            input = ChannelsLast.Of(input);
        return (input, TargetTensors.Of(batch, _loss.HasClasses, _device) with { Inputs = input });
    }

    private static Tensor Resized(Tensor images, ProgressiveResizing resizing, double done)
    {
        long[] shape = images.shape;
        long height = resizing.SizeAt(shape[2], done),
            width = resizing.SizeAt(shape[3], done);
        // The mean of the area that a pixel covers, which interpolate(mode='area') is too.
        return (height, width) == (shape[2], shape[3]) ? images : functional.adaptive_avg_pool2d(images, new[] { height, width });
    }

    // A graph that takes one size alone would fail in the middle of an epoch, or at its end.
    private void RequireSizes(TrainableNetwork network, ProgressiveResizing resizing)
    {
        OnnxNetwork graph = network.Network;
        string refused =
            $"{nameof(ConvNetOptions)}.{nameof(ConvNetOptions.ProgressiveResizing)} needs a network that takes images of any size; ";
        if (_shape.Length != 4)
            throw new ArgumentException($"{refused}'{graph.Name}' takes {graph.Inputs[0].Shape}.");
        const int Places = 1000;
        // Of a single image libtorch looks for another kind of convolution, and warns where it isn't there.
        const int Batch = 2;
        long[] sizes = [Batch, .. _shape[1..]];
        IEnumerable<(long Height, long Width)> all = Enumerable
            .Range(0, Places + 1)
            .Select(i => (resizing.SizeAt(_shape[2], i / (double)Places), resizing.SizeAt(_shape[3], i / (double)Places)))
            .Distinct();
        using var still = no_grad();
        foreach ((long height, long width) in all)
        {
            (sizes[2], sizes[3]) = (height, width);
            using DisposeScope scope = NewDisposeScope();
            string size = $"{height}x{width}";
            try
            {
                IReadOnlyList<Tensor> outputs = network.Forward(zeros(sizes, device: _device), training: false);
                for (int i = 0; i < outputs.Count; i++)
                {
                    long[] given = outputs[i].shape,
                        full = [Batch, .. graph.Outputs[i].Shape!.Skip(1).Select(d => d ?? -1)];
                    if (!given.AsSpan().SequenceEqual(full))
                    {
                        throw new ArgumentException(
                            $"{refused}'{graph.Name}' gives [{string.Join(", ", given)}] for {Batch} of {size}, and not "
                                + $"[{string.Join(", ", full)}]."
                        );
                    }
                }
            }
            catch (OnnxNetworkException e)
            {
                throw new ArgumentException($"{refused}'{graph.Name}' doesn't take {size}.", e);
            }
        }
    }
}

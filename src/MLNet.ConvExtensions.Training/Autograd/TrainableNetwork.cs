using MLNet.ConvExtensions.Training.Autograd.Plan;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions;

/// <summary>
/// A network in ONNX form that runs on TorchSharp's tensors with gradients: its weights become parameters, and after training they go
/// back into the same graph. All operators that docs/operators.md lists can be trained through, in operator sets 7 to 21.
/// </summary>
/// <remarks>
/// Weights of half precision are trained in 32 bits and written back in their own type. For use by one thread at a time. Tensors that
/// <see cref="Forward(Tensor, bool)"/> gives belong to the caller, or to the caller's dispose scope.
/// </remarks>
public sealed class TrainableNetwork : IDisposable
{
    private readonly Dictionary<string, Tensor> _state = [];
    private readonly Dictionary<string, Tensor> _statistics = [];
    private readonly ForwardPlan _plan;
    private readonly ForwardProgram _outputs;
    private IReadOnlyList<string>? _lastAsked;
    private ForwardProgram? _lastProgram;

    /// <summary>Prepares a network for training; its weights are copied.</summary>
    /// <param name="network">The network.</param>
    /// <param name="device">Where to train; the CPU where none is given.</param>
    /// <exception cref="OnnxNetworkException">An operator of the network can't be trained; the message names it and its node.</exception>
    /// <exception cref="NativeLibraryException">TorchSharp's native library can't be opened; the message says what to do.</exception>
    public TrainableNetwork(OnnxNetwork network, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        TorchLibrary.Open();
        Network = network.WithOwnStatistics();
        Device = device ?? CPU;
        var weights = new List<TrainableWeight>();
        Weights = weights;
        try
        {
            foreach (NetworkWeight weight in Network.Weights)
            {
                Tensor tensor = StoredTensors.Read(weight.Contents, Device);
                if (weight.IsStatistic)
                {
                    _statistics.Add(weight.Name, tensor);
                }
                else
                {
                    var parameter = new Parameter(tensor);
                    parameter.DetachFromDisposeScope();
                    weights.Add(new TrainableWeight(weight.Name, weight.Layers[0], parameter));
                    tensor = parameter;
                }

                _state.Add(weight.Name, tensor);
            }

            _plan = new ForwardPlan(Network, _state, Device);
        }
        catch
        {
            foreach (Tensor tensor in _state.Values)
                tensor.Dispose();
            throw;
        }

        _outputs = _plan.Compile(Network.Outputs.Select(o => o.Name));
    }

    /// <summary>The graph, with the weights that it had before training; <see cref="ToOnnx"/> gives it with those of now.</summary>
    public OnnxNetwork Network { get; }

    /// <summary>Where the network is.</summary>
    public Device Device { get; }

    /// <summary>The weights, in the order in which the layers use them; those that layers share are there once.</summary>
    public IReadOnlyList<TrainableWeight> Weights { get; }

    /// <summary>
    /// The running means and variances of batch normalisation, by name. A forward pass in training mode updates them as PyTorch does:
    /// with the graph's momentum, and the variance divided by one less than the count.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Statistics => _statistics;

    /// <summary>Runs the network.</summary>
    /// <param name="input">What its only input takes, for images [N, C, H, W], on <see cref="Device"/>.</param>
    /// <param name="training">
    /// Whether dropout drops elements and batch normalisation takes the statistics of the batch, and updates the running ones.
    /// </param>
    /// <returns>The outputs in the graph's order. Inside a dispose scope they belong to that.</returns>
    /// <exception cref="OnnxNetworkException">
    /// The input doesn't fit the network, or in training a batch normalisation gets one value a channel, whose variance isn't known; the
    /// message names operator and node.
    /// </exception>
    public IReadOnlyList<Tensor> Forward(Tensor input, bool training)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Run(_outputs, [input], training);
    }

    /// <summary>Runs the part of the network that some tensors need.</summary>
    /// <param name="input">What its only input takes.</param>
    /// <param name="training">As in <see cref="Forward(Tensor, bool)"/>.</param>
    /// <param name="tensors">Names of layers or of their output tensors, none twice. Passing the same list again is fastest.</param>
    /// <returns>The tensors in the order asked for.</returns>
    /// <exception cref="ArgumentException">There is no such layer; the message lists the nearest names.</exception>
    /// <exception cref="OnnxNetworkException">The input doesn't fit the network; the message names operator and node.</exception>
    public IReadOnlyList<Tensor> Forward(Tensor input, bool training, IReadOnlyList<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(tensors);
        return Run(Program(tensors), [input], training);
    }

    /// <summary>The network with the weights and statistics of now, and otherwise the graph that it was made from.</summary>
    public OnnxNetwork ToOnnx() =>
        Network.WithWeights(Network.Weights.ToDictionary(w => w.Name, w => StoredTensors.Write(w.Contents, _state[w.Name])));

    /// <summary>A copy of all weights and statistics, by name: the elements as bytes, little endian.</summary>
    public IReadOnlyDictionary<string, byte[]> Snapshot()
    {
        var snapshot = new Dictionary<string, byte[]>(_state.Count);
        foreach ((string name, Tensor tensor) in _state)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor host = tensor.detach().cpu().contiguous();
            snapshot.Add(name, host.NumberOfElements == 0 ? [] : host.bytes.ToArray());
        }

        return snapshot;
    }

    /// <summary>Puts weights and statistics back to what they were.</summary>
    /// <param name="snapshot">What <see cref="Snapshot"/> of a network of this graph gave.</param>
    /// <exception cref="ArgumentException">
    /// It is of another network: a tensor is missing, or of another size. Nothing has been changed.
    /// </exception>
    public void Restore(IReadOnlyDictionary<string, byte[]> snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        foreach ((string name, Tensor tensor) in _state)
        {
            long size = tensor.NumberOfElements * tensor.element_size();
            if (!snapshot.TryGetValue(name, out byte[]? bytes))
                throw new ArgumentException($"The snapshot is of another network: it lacks the weights '{name}'.", nameof(snapshot));
            if (bytes.Length != size)
                throw new ArgumentException(
                    $"The snapshot is of another network: its weights '{name}' have {bytes.Length} bytes; {size} are needed.",
                    nameof(snapshot)
                );
        }

        using (no_grad())
        {
            foreach ((string name, Tensor tensor) in _state)
            {
                if (tensor.NumberOfElements == 0)
                    continue;
                using Tensor host = empty(tensor.shape, tensor.dtype);
                snapshot[name].CopyTo(host.bytes);
                tensor.copy_(host);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _plan.Dispose();

    /// <summary>The type of 16 bits that convolutions and matrix products compute in; null for that of the network.</summary>
    internal ScalarType? Narrow
    {
        get => _plan.Memory.Narrow;
        set => _plan.Memory.Narrow = value;
    }

    /// <summary>Makes what dropout draws in the next passes depend on a number alone, whatever other networks do at the same time.</summary>
    internal void Seed(long seed) => _plan.Memory.Seed(seed);

    /// <summary>
    /// Makes batch normalisation with these running statistics take them in training mode too, and leave them as they are; all others
    /// learn.
    /// </summary>
    /// <param name="names">Names of <see cref="Statistics"/>.</param>
    internal void FixStatistics(IEnumerable<string> names) => _plan.FixStatistics(names);

    /// <summary>Whether training changes the running mean or variance of this name now.</summary>
    internal bool Learns(string statistic) => _statistics.ContainsKey(statistic) && !_plan.IsFixed(statistic);

    /// <summary>Runs a network of several inputs, which are in the graph's order.</summary>
    internal IReadOnlyList<Tensor> Forward(ReadOnlySpan<Tensor> inputs, bool training) => Run(_outputs, inputs, training);

    private Tensor[] Run(ForwardProgram program, ReadOnlySpan<Tensor> inputs, bool training)
    {
        if (inputs.Length != Network.Inputs.Count)
            throw new OnnxNetworkException($"The network '{Network.Name}' takes {Network.Inputs.Count} inputs; received: {inputs.Length}.");
        _plan.Memory.Training = training;
        return program.Run(_plan.Memory, inputs);
    }

    private ForwardProgram Program(IReadOnlyList<string> tensors)
    {
        if (ReferenceEquals(tensors, _lastAsked))
            return _lastProgram!;
        string[] names = [.. tensors.Select(name => Network.TryGetTensor(name, out _) ? name : Network.FindLayer(name).OutputName)];
        if (names.Length == 0 || names.Distinct().Count() != names.Length)
            throw new ArgumentException(
                $"At least one tensor must be named, and none twice; received: {string.Join(", ", tensors)}.",
                nameof(tensors)
            );
        _lastProgram = _plan.Compile(names);
        _lastAsked = tensors;
        return _lastProgram;
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>
/// A graph as a flat list of prepared steps over numbered slots. What depends on constants only is computed here, once; arithmetic with
/// shapes runs on the host; the rest are kernels of the device.
/// </summary>
internal sealed class ForwardPlan : IDisposable
{
    /// <summary>Constants of floating-point numbers up to this length are arithmetic, longer ones are data for the device.</summary>
    private const int LongestHostNumbers = 64;

    /// <summary>Operators that can make much out of a number: of floating-point ones that is the device's work.</summary>
    private static readonly HashSet<string> Growing = ["ConstantOfShape", "Expand", "Tile"];

    private readonly OnnxNetwork _network;
    private readonly Dictionary<string, int> _slots = [];
    private readonly List<ForwardStep> _steps = [];
    private readonly HashSet<string> _used;
    private readonly bool[] _onHost;
    private readonly ForwardStep[] _all;
    private readonly int[] _inputs;

    /// <summary>Prepares a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">Its weights and statistics by name; they stay the caller's.</param>
    /// <param name="device">Where they are, and where the network runs.</param>
    /// <exception cref="OnnxNetworkException">An operator can't be trained; the message names it and its node.</exception>
    public ForwardPlan(OnnxNetwork network, IReadOnlyDictionary<string, Tensor> state, Device device)
    {
        _network = network;
        _used = [.. network.Nodes.SelectMany(n => n.Inputs), .. network.Outputs.Select(o => o.Name)];
        IEnumerable<string> tensors =
        [
            .. network.Inputs.Select(i => i.Name),
            .. network.Initializers.Keys,
            .. network.Nodes.SelectMany(n => n.Outputs),
        ];
        foreach (string name in tensors)
            _slots.TryAdd(name, _slots.Count);
        _onHost = new bool[_slots.Count];
        Memory = new ForwardRun(_slots.Count, device);
        try
        {
            foreach ((string name, Tensor tensor) in state)
                Memory.KeepState(_slots[name], tensor);
            foreach ((string name, StoredTensor tensor) in network.Initializers.Where(t => !state.ContainsKey(t.Key)))
                KeepInitializer(_slots[name], tensor);
            using (no_grad())
            {
                foreach (NetworkNode node in network.Nodes.Where(n => !n.Outputs.Any(state.ContainsKey)))
                    Add(node);
            }
        }
        catch
        {
            Memory.Dispose();
            throw;
        }

        _all = [.. _steps];
        _inputs = network.Inputs.Select(i => _slots[i.Name]).ToArray();
    }

    public ForwardRun Memory { get; }

    /// <summary>The steps that some tensors take.</summary>
    /// <param name="tensors">Their names, none twice.</param>
    public ForwardProgram Compile(IEnumerable<string> tensors) => new(_all, _inputs, tensors.Select(t => _slots[t]).ToArray(), Memory);

    /// <summary>Makes the running statistics of these names stay as they are, and no others.</summary>
    public void FixStatistics(IEnumerable<string> names) => Memory.Fix(names.Select(n => _slots[n]));

    /// <summary>Whether running statistics were made to stay as they are.</summary>
    public bool IsFixed(string name) => Memory.IsFixed(_slots[name]);

    public void Dispose() => Memory.Dispose();

    private void KeepInitializer(int slot, StoredTensor tensor)
    {
        bool large = ElementTypes.IsFloating(tensor.ElementType) && tensor.Count > LongestHostNumbers;
        if (large)
        {
            Memory.KeepConstant(slot, StoredTensors.Read(tensor, Memory.Device), null);
            return;
        }

        // Text and the like is refused where an operator takes it.
        if (!ElementTypes.IsFloating(tensor.ElementType) && !ElementTypes.IsWhole(tensor.ElementType))
            return;
        Memory.KeepConstant(slot, null, HostTensor.Of(tensor));
        _onHost[slot] = true;
    }

    private void Add(NetworkNode node)
    {
        if (node.Domain.Length > 0)
            throw PlanNode.Unable(
                node,
                $"operators of the domain '{node.Domain}' are not known, only ONNX's own. Export the "
                    + "network without optimisations of a runtime."
            );
        int[] inputs = node.Inputs.Select(i => i.Length == 0 ? -1 : SlotOf(i)).ToArray();
        int[] outputs = node.Outputs.Select((o, i) => o.Length > 0 && (i == 0 || _used.Contains(o)) ? _slots[o] : -1).ToArray();
        var prepared = new PlanNode(node, inputs, outputs, [.. node.Inputs.Select(Find)], Memory, _network.OpsetVersion);

        bool host = inputs.All(i => i < 0 || _onHost[i]);
        Kernel kernel = (host ? OnHost(node, prepared) : null) ?? OnDevice(node, prepared);
        bool constant = inputs.All(i => i < 0 || Memory.IsConstant(i));
        if (constant)
            Fold(kernel, outputs);
        else
            _steps.Add(new ForwardStep(kernel, inputs, outputs, node));
    }

    // A file can store weights in one more way, which no list of the network has.
    private int SlotOf(string tensor) =>
        _slots.TryGetValue(tensor, out int slot)
            ? slot
            : throw new OnnxNetworkException(
                $"The weights '{tensor}' are stored sparsely, which can't be trained; store them as a plain tensor."
            );

    private NetworkTensor? Find(string tensor) => _network.TryGetTensor(tensor, out NetworkTensor? found) ? found : null;

    private Kernel? OnHost(NetworkNode node, PlanNode prepared)
    {
        bool floating = Find(node.Outputs[0]) is { } output && ElementTypes.IsFloating(output.ElementType);
        if (OperatorTable.FindHost(node.Operator) is not { } prepare || (floating && Growing.Contains(node.Operator)))
            return null;
        HostKernel kernel = prepare(prepared);
        int[] inputs = prepared.InputsFrom(0),
            outputs = prepared.Outputs();
        foreach (int slot in outputs.Where(o => o >= 0))
            _onHost[slot] = true;
        return run =>
        {
            HostTensor[] results = kernel(Array.ConvertAll(inputs, i => i < 0 ? null : run.Host(i)));
            for (int i = 0; i < outputs.Length; i++)
            {
                if (outputs[i] >= 0)
                    run.SetHost(outputs[i], results[i]);
            }
        };
    }

    private Kernel OnDevice(NetworkNode node, PlanNode prepared)
    {
        Preparation prepare = OperatorTable.Find(node.Operator) ?? throw PlanNode.Unable(node, Why(node.Operator));
        Kernel kernel = prepare(prepared);
        if (node.Operator is "Shape" or "Size" or "Constant" or "Range")
            _onHost[prepared.Output()] = true;
        return NarrowKernel.Concerns(node.Operator) ? NarrowKernel.Of(kernel, prepared.InputsFrom(0), prepared.Output()) : kernel;
    }

    /// <summary>Computes what is the same in every run.</summary>
    private void Fold(Kernel kernel, int[] outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        kernel(Memory);
        foreach (int output in outputs.Where(o => o >= 0))
        {
            Memory.KeepConstant(output);
            bool small =
                Memory.IsOnHost(output)
                || Memory[output].NumberOfElements <= LongestHostNumbers
                || !ElementTypes.IsFloating(Memory[output].dtype);
            _onHost[output] = small && (Memory.Host(output).IsInteger || Memory.Host(output).Count <= LongestHostNumbers);
        }
    }

    private static string Why(string operation) =>
        operation switch
        {
            "Loop" or "If" or "Scan" or "SequenceMap" => "graphs within the graph are not known. Export the network without control flow.",
            _ when operation.StartsWith("QLinear", StringComparison.Ordinal)
                    || operation.EndsWith("Integer", StringComparison.Ordinal)
                    || operation.Contains("Quantize") =>
                "quantised networks have no gradients. Take the network as it was before quantisation.",
            _ => $"it is not among the {OperatorTable.Names.Count} operators that are known (docs/operators.md lists them).",
        };
}

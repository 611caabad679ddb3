using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>The values of a network's tensors while it runs: the memory that the kernels of a plan work on.</summary>
/// <remarks>
/// A value is on the device, on the host, or on both: kernels ask for the side that they work on. What was there before the run
/// (weights, constants) stays; the rest is let go by the plan.
/// </remarks>
internal sealed class ForwardRun(int slots, Device device) : IDisposable
{
    private readonly Tensor?[] _tensors = new Tensor?[slots];
    private readonly HostTensor?[] _hosts = new HostTensor?[slots];
    private readonly bool[] _lasting = new bool[slots];
    private readonly bool[] _constant = new bool[slots];
    private readonly bool[] _fixed = new bool[slots];

    public Device Device => device;

    /// <summary>Whether dropout drops, and batch normalisation takes the statistics of the batch and keeps running ones.</summary>
    public bool Training { get; set; }

    /// <summary>What dropout draws from; null for TorchSharp's own, which all of a process shares.</summary>
    public Generator? Random { get; private set; }

    /// <summary>The type of 16 bits that matrices are multiplied in; null for the type that they have.</summary>
    public ScalarType? Narrow { get; set; }

    /// <summary>Makes what dropout draws next depend on a number alone, whatever else the process draws at the same time.</summary>
    public void Seed(long seed) => (Random ??= new Generator(0, device)).manual_seed(seed);

    /// <summary>Whether batch normalisation with this running mean takes the statistics of the batch now, and keeps running ones.</summary>
    public bool Learns(int mean) => Training && !_fixed[mean];

    /// <summary>Makes running statistics stay as they are, and no others.</summary>
    public void Fix(IEnumerable<int> statistics)
    {
        Array.Clear(_fixed);
        foreach (int slot in statistics)
            _fixed[slot] = true;
    }

    /// <summary>Whether a running statistic was made to stay as it is.</summary>
    public bool IsFixed(int slot) => _fixed[slot];

    /// <summary>A value on the device.</summary>
    public Tensor this[int slot]
    {
        get => _tensors[slot] ?? Upload(slot);
        set => _tensors[slot] = value;
    }

    /// <summary>A value on the host.</summary>
    public HostTensor Host(int slot) => _hosts[slot] ??= HostTensor.Download(_tensors[slot]!);

    public void SetHost(int slot, HostTensor value) => _hosts[slot] = value;

    /// <summary>The shape, wherever the value is.</summary>
    public long[] Shape(int slot) => _tensors[slot] is { } tensor ? tensor.shape : _hosts[slot]!.Shape;

    /// <summary>Gives a slot a constant, which lasts until the end. The tensor's owner is now this object.</summary>
    public void KeepConstant(int slot, Tensor? tensor, HostTensor? host)
    {
        KeepState(slot, tensor);
        _hosts[slot] = host;
        _constant[slot] = true;
    }

    /// <summary>Makes the value of a slot last that a kernel has just computed from constants.</summary>
    public void KeepConstant(int slot) => KeepConstant(slot, _tensors[slot], _hosts[slot]);

    /// <summary>
    /// Gives a slot a weight or statistic, which lasts until the end, but changes. The tensor's owner is now this object.
    /// </summary>
    public void KeepState(int slot, Tensor? tensor)
    {
        _tensors[slot] = tensor?.DetachFromDisposeScope();
        _lasting[slot] = true;
    }

    /// <summary>Whether a slot holds a weight, a statistic or a constant.</summary>
    public bool IsLasting(int slot) => _lasting[slot];

    public bool IsConstant(int slot) => _constant[slot];

    public bool IsOnHost(int slot) => _hosts[slot] is not null;

    /// <summary>Lets a value go that no kernel needs any more.</summary>
    public void Release(int slot)
    {
        _tensors[slot]?.Dispose();
        _tensors[slot] = null;
        _hosts[slot] = null;
    }

    /// <summary>Takes a value out, which then belongs to the caller.</summary>
    public Tensor Take(int slot)
    {
        Tensor tensor = this[slot];
        if (_lasting[slot])
            return tensor.alias();
        _tensors[slot] = null;
        _hosts[slot] = null;
        return tensor;
    }

    public bool Has(int slot) => _tensors[slot] is not null || _hosts[slot] is not null;

    /// <summary>Forgets a value without disposing it: an input, which belongs to the caller.</summary>
    public void Forget(int slot)
    {
        if (_lasting[slot])
            return;
        _tensors[slot] = null;
        _hosts[slot] = null;
    }

    /// <summary>Forgets what an error left behind, which the dispose scope lets go.</summary>
    public void ForgetAll()
    {
        for (int slot = 0; slot < _tensors.Length; slot++)
            Forget(slot);
    }

    public void Dispose()
    {
        foreach (Tensor? tensor in _tensors)
            tensor?.Dispose();
        Random?.Dispose();
    }

    private Tensor Upload(int slot)
    {
        Tensor tensor = _hosts[slot]!.Upload(device);
        if (_lasting[slot])
            tensor.DetachFromDisposeScope();
        return _tensors[slot] = tensor;
    }
}

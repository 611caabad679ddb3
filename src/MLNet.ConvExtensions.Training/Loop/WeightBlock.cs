using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Weights that are updated alike, one after another in one tensor, as are their gradients and what the optimiser remembers: a step is a
/// few operations, however many weights there are. With a hundred small tensors a step's calls take longer than its arithmetic.
/// </summary>
internal sealed class WeightBlock : IDisposable
{
    private readonly Parameter[] _weights;
    private readonly long[] _starts;
    private readonly long[] _steps;
    private readonly bool[] _learned;
    private readonly Tensor _all;
    private readonly Tensor _gradients;
    private readonly Tensor[] _memory;
    private readonly List<Run> _runs = [];

    // Which weights get a gradient shows in the first step after some were frozen or freed.
    private bool _settled;

    /// <param name="group">The group that the weights are of, with its rate.</param>
    /// <param name="weights">The weights, of one type and on one device: their elements move into the block.</param>
    /// <param name="decays">Whether they decay.</param>
    /// <param name="memory">How many numbers the optimiser remembers for each.</param>
    public WeightBlock(WeightGroup group, IReadOnlyList<Parameter> weights, bool decays, int memory)
    {
        (Group, Decays) = (group, decays);
        _weights = [.. weights];
        _starts = new long[_weights.Length + 1];
        _steps = new long[_weights.Length];
        _learned = new bool[_weights.Length];
        for (int i = 0; i < _weights.Length; i++)
            _starts[i + 1] = _starts[i] + _weights[i].NumberOfElements;
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _all = empty(new long[] { _starts[^1] }, _weights[0].dtype, _weights[0].device);
        for (int i = 0; i < _weights.Length; i++)
        {
            Tensor place = ViewOf(_all, i);
            place.copy_(_weights[i]);
            _weights[i].set_(place);
        }

        _gradients = zeros_like(_all).DetachFromDisposeScope();
        _memory = [.. Enumerable.Range(0, memory).Select(_ => zeros_like(_all).DetachFromDisposeScope())];
        _all.DetachFromDisposeScope();
    }

    public WeightGroup Group { get; }

    public bool Decays { get; }

    /// <summary>Forgets the gradients, so that the next ones are written and not added.</summary>
    public void ForgetGradients()
    {
        for (int i = 0; i < _weights.Length; i++)
        {
            bool learns = _weights[i].requires_grad;
            _settled &= learns == _learned[i];
            _learned[i] = learns;
        }

        if (_settled)
        {
            foreach (Run run in _runs)
                _ = run.Gradient.zero_();
            return;
        }

        foreach (Parameter weight in _weights)
            weight.grad = null;
    }

    /// <summary>Takes a step with all weights that have gradients.</summary>
    /// <param name="step">Changes elements by their gradients, what is remembered of them, and the number of their step, from 1.</param>
    public void Step(Action<Tensor, Tensor, Tensor[], long> step)
    {
        if (!_settled)
            Settle();
        foreach (Run run in _runs)
        {
            using DisposeScope scope = NewDisposeScope();
            for (int i = run.First; i < run.End; i++)
                _steps[i]++;
            step(run.Elements, run.Gradient, run.Memory, _steps[run.First]);
        }
    }

    /// <summary>Writes what the optimiser remembers of a weight of the block, to the bit.</summary>
    public void Save(BinaryWriter writer, Parameter weight)
    {
        int at = PlaceOf(weight);
        writer.Write(_steps[at]);
        foreach (Tensor memory in _steps[at] > 0 ? _memory : [])
        {
            using DisposeScope scope = NewDisposeScope();
            writer.Write(ViewOf(memory, at).cpu().contiguous().bytes);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote of the same weight.</summary>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public void Load(BinaryReader reader, Parameter weight)
    {
        int at = PlaceOf(weight);
        long steps = reader.ReadInt64();
        if (steps < 0)
            throw new InvalidDataException($"its optimizer has taken {steps:N0} steps.");
        (_steps[at], _settled) = (steps, false);
        foreach (Tensor memory in _memory)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor place = ViewOf(memory, at);
            if (steps == 0)
            {
                place.zero_();
                continue;
            }

            Tensor host = zeros(place.shape, place.dtype, CPU);
            reader.BaseStream.ReadExactly(host.bytes);
            place.copy_(host);
        }
    }

    public void Dispose()
    {
        Unsettle();
        _all.Dispose();
        _gradients.Dispose();
        foreach (Tensor memory in _memory)
            memory.Dispose();
    }

    /// <summary>Gathers neighbours that have gradients and have taken as many steps, and gives their gradients places side by side.</summary>
    private void Settle()
    {
        Unsettle();
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < _weights.Length; i++)
        {
            if (_weights[i].grad is not { } gradient)
                continue;
            Tensor place = ViewOf(_gradients, i);
            place.copy_(gradient);
            _weights[i].grad = place;
            if (_runs.Count > 0 && _runs[^1].End == i && _steps[_runs[^1].First] == _steps[i])
                _runs[^1].End++;
            else
                _runs.Add(new Run { First = i, End = i + 1 });
        }

        foreach (Run run in _runs)
        {
            (long from, long count) = (_starts[run.First], _starts[run.End] - _starts[run.First]);
            run.Elements = Part(_all);
            run.Gradient = Part(_gradients);
            run.Memory = [.. _memory.Select(Part)];

            Tensor Part(Tensor of) => of.narrow(0, from, count).DetachFromDisposeScope();
        }

        _settled = true;
    }

    private void Unsettle()
    {
        foreach (Run run in _runs)
        {
            foreach (Tensor part in (Tensor[])[run.Elements, run.Gradient, .. run.Memory])
                part.Dispose();
        }

        _runs.Clear();
        _settled = false;
    }

    // Tensors compare by their values.
    private int PlaceOf(Parameter weight) => Array.FindIndex(_weights, w => ReferenceEquals(w, weight));

    private Tensor ViewOf(Tensor flat, int weight) =>
        flat.narrow(0, _starts[weight], _starts[weight + 1] - _starts[weight]).view(_weights[weight].shape);

    /// <summary>Neighbours that take their steps together.</summary>
    private sealed class Run
    {
        public required int First { get; init; }

        public required int End { get; set; }

        public Tensor Elements { get; set; } = null!;

        public Tensor Gradient { get; set; } = null!;

        public Tensor[] Memory { get; set; } = [];
    }
}

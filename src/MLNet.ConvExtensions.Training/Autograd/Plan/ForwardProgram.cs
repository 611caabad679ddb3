using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>The steps that some tensors of a network take, in order, and when every value in between can be let go.</summary>
internal sealed class ForwardProgram
{
    private readonly ForwardStep[] _steps;
    private readonly int[][] _releases;
    private readonly int[] _inputs;
    private readonly int[] _outputs;

    /// <summary>Picks the steps.</summary>
    /// <param name="steps">All steps of the network, in order.</param>
    /// <param name="inputs">The slots of the network's inputs.</param>
    /// <param name="outputs">The slots of the tensors asked for.</param>
    /// <param name="run">Where the weights and constants are.</param>
    public ForwardProgram(ForwardStep[] steps, int[] inputs, int[] outputs, ForwardRun run)
    {
        _inputs = inputs;
        _outputs = outputs;
        HashSet<int> needed = [.. outputs];
        var picked = new Stack<ForwardStep>();
        foreach (ForwardStep step in steps.Reverse())
        {
            if (!step.Outputs.Any(needed.Contains))
                continue;
            picked.Push(step);
            needed.UnionWith(step.Inputs);
        }

        _steps = [.. picked];
        _releases = new int[_steps.Length][];
        HashSet<int> kept = [.. inputs, .. outputs, -1];
        for (int i = _steps.Length - 1; i >= 0; i--)
            _releases[i] =
            [
                .. _steps[i].Inputs.Concat(_steps[i].Outputs).Where(slot => slot >= 0 && !run.IsLasting(slot) && kept.Add(slot)),
            ];
    }

    /// <summary>Computes the tensors, which go to the caller's dispose scope.</summary>
    /// <exception cref="OnnxNetworkException">A step failed; the message names operator and node.</exception>
    public Tensor[] Run(ForwardRun run, ReadOnlySpan<Tensor> inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        int at = 0;
        bool done = false;
        try
        {
            for (int i = 0; i < _inputs.Length; i++)
                run[_inputs[i]] = inputs[i];
            for (; at < _steps.Length; at++)
            {
                _steps[at].Kernel(run);
                foreach (int slot in _releases[at])
                    run.Release(slot);
            }

            var results = new Tensor[_outputs.Length];
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = Array.IndexOf(_inputs, _outputs[i]) >= 0 ? run[_outputs[i]].alias() : run.Take(_outputs[i]);
                results[i].MoveToOuterDisposeScope();
            }

            done = true;
            return results;
        }
        catch (Exception exception)
            when (at < _steps.Length
                && exception is ExternalException or InvalidOperationException or ArgumentException or IndexOutOfRangeException
            )
        {
            throw new OnnxNetworkException($"{Describe(at, run)} failed: {exception.Message}", exception);
        }
        finally
        {
            foreach (int slot in _inputs)
                run.Forget(slot);
            if (!done)
                run.ForgetAll();
        }
    }

    private string Describe(int at, ForwardRun run)
    {
        ForwardStep step = _steps[at];
        string name = step.Node.Name.Length > 0 ? step.Node.Name : step.Node.Outputs.FirstOrDefault(o => o.Length > 0) ?? "";
        string shapes = string.Join(
            ", ",
            step.Inputs.Where(slot => slot >= 0 && run.Has(slot)).Select(slot => $"[{string.Join(", ", run.Shape(slot))}]")
        );
        return $"The operator {step.Node.Operator} of the node '{name}', with inputs of shapes {shapes},";
    }
}

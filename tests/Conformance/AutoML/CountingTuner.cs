using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLNet.ConvExtensions.Conformance.AutoML;

/// <summary>Proposes 0, 1, 2 ... and notes what came of it.</summary>
internal sealed class CountingTuner : ITuner
{
    public List<double> Losses { get; } = [];

    public Parameter Propose(TrialSettings settings)
    {
        Parameter inner = Parameter.CreateNestedParameter();
        inner["x"] = Parameter.FromDouble(settings.TrialId);
        Parameter outer = Parameter.CreateNestedParameter();
        outer["space"] = inner;
        return outer;
    }

    public void Update(TrialResult result) => Losses.Add(result.Loss);
}

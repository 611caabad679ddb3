using System.Globalization;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Gives every feature set the same number of trials, in turns. A set's first trials take every trainer's start values; of those that follow,
/// half go to the trainer that is best so far and half to all in turns. Hyper-parameters are points of a Halton sequence, the same ones for
/// every set. Nothing depends on measured time, so a seed gives the same trials on every machine.
/// </summary>
internal sealed class FairTuner(IReadOnlyList<string> sets, IReadOnlyList<ComparedTrainer> trainers, int seed) : ITuner
{
    public const string SetKey = "FeatureSet";
    public const string TrainerKey = "Trainer";
    public const string ValuesKey = "Values";

    private static readonly int[] Primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

    private readonly Dictionary<(string Set, string Trainer), int> _samples = [];
    private readonly Dictionary<string, (double Loss, ComparedTrainer Trainer)> _best = [];
    private readonly ComparedTrainer[] _searched = [.. trainers.Where(t => t.Space.FeatureSpaceDim > 0)];

    /// <summary>How many different trials there are; null if any number.</summary>
    public int? Limit => _searched.Length == 0 ? sets.Count * trainers.Count : null;

    public Parameter Propose(TrialSettings settings)
    {
        string set = sets[settings.TrialId % sets.Count];
        int visit = settings.TrialId / sets.Count;
        ComparedTrainer trainer = Choose(set, visit);
        int sample = _samples.GetValueOrDefault((set, trainer.Name));
        _samples[(set, trainer.Name)] = sample + 1;
        Parameter proposal = Parameter.CreateNestedParameter();
        proposal[SetKey] = Parameter.FromString(set);
        proposal[TrainerKey] = Parameter.FromString(trainer.Name);
        proposal[ValuesKey] = Rounded(trainer.Space.SampleFromFeatureSpace(sample == 0 ? Start(trainer) : Point(trainer, sample)));
        return proposal;
    }

    public void Update(TrialResult result)
    {
        Parameter parameter = result.TrialSettings.Parameter;
        string set = parameter[SetKey].AsType<string>(), name = parameter[TrainerKey].AsType<string>();
        if (result.Loss < double.MaxValue && (!_best.TryGetValue(set, out var best) || result.Loss < best.Loss))
            _best[set] = (result.Loss, trainers.First(t => t.Name == name));
    }

    private ComparedTrainer Choose(string set, int visit)
    {
        if (visit < trainers.Count || _searched.Length == 0)
            return trainers[visit % trainers.Count];
        int later = visit - trainers.Count;
        return later % 2 == 0 && _best.TryGetValue(set, out var best) && best.Trainer.Space.FeatureSpaceDim > 0
            ? best.Trainer
            : _searched[later / 2 % _searched.Length];
    }

    /// <summary>Just above the start values: whole numbers are rounded down, and rounding errors would make them one less.</summary>
    private static double[] Start(ComparedTrainer trainer) => [.. trainer.Space.Default.Select(position => Math.Min(1, position + 1e-9))];

    /// <summary>The sequence turned by the seed.</summary>
    private double[] Point(ComparedTrainer trainer, int sample)
    {
        var point = new double[trainer.Space.FeatureSpaceDim];
        for (int d = 0; d < point.Length; d++)
        {
            double shift = new Random(Seeds.Mix(seed, trainers.ToList().IndexOf(trainer), d)).NextDouble();
            point[d] = (RadicalInverse(sample, Primes[d % Primes.Length]) + shift) % 1;
        }

        return point;
    }

    /// <summary>To four digits, which a reader can take down.</summary>
    private static Parameter Rounded(Parameter values)
    {
        foreach (string key in values.Keys.ToArray())
        {
            if (values[key].ParameterType == ParameterType.Number)
                values[key] = Parameter.FromDouble(double.Parse(values[key].AsType<double>().ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }

        return values;
    }

    private static double RadicalInverse(int number, int radix)
    {
        double value = 0, digit = 1.0 / radix;
        for (; number > 0; number /= radix, digit /= radix)
            value += number % radix * digit;
        return value;
    }
}

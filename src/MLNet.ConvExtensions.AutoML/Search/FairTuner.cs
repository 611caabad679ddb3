namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Gives every feature set the same number of trials, in turns. A set's first trials take every trainer's start values; of those that follow,
/// half go to the trainer that is best so far and half to all in turns. Hyper-parameters are points of a Halton sequence, the same ones for
/// every set. Nothing depends on measured time, so a seed gives the same trials on every machine.
/// </summary>
internal sealed class FairTuner(IReadOnlyList<string> sets, IReadOnlyList<ComparedTrainer> trainers, int seed)
{
    private static readonly int[] Primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

    private readonly Dictionary<(string Set, string Trainer), int> _samples = [];
    private readonly Dictionary<string, (double Loss, ComparedTrainer Trainer)> _best = [];
    private readonly ComparedTrainer[] _searched = [.. trainers.Where(t => t.Space.Count > 0)];

    /// <summary>How many different trials there are; null if any number.</summary>
    public int? Limit => _searched.Length == 0 ? sets.Count * trainers.Count : null;

    public Proposal Propose(int trial)
    {
        string set = sets[trial % sets.Count];
        ComparedTrainer trainer = Choose(set, trial / sets.Count);
        int sample = _samples.GetValueOrDefault((set, trainer.Name));
        _samples[(set, trainer.Name)] = sample + 1;
        return new Proposal(set, trainer, sample == 0 ? HyperParameterValues.StartOf(trainer.Space) : HyperParameterValues.At(trainer.Space, Point(trainer, sample)));
    }

    public void Update(Candidate result)
    {
        if (result.Loss < double.MaxValue && (!_best.TryGetValue(result.Set, out var best) || result.Loss < best.Loss))
            _best[result.Set] = (result.Loss, result.Trainer);
    }

    private ComparedTrainer Choose(string set, int visit)
    {
        if (visit < trainers.Count || _searched.Length == 0)
            return trainers[visit % trainers.Count];
        int later = visit - trainers.Count;
        return later % 2 == 0 && _best.TryGetValue(set, out var best) && best.Trainer.Space.Count > 0
            ? best.Trainer
            : _searched[later / 2 % _searched.Length];
    }

    /// <summary>The sequence turned by the seed.</summary>
    private double[] Point(ComparedTrainer trainer, int sample)
    {
        var point = new double[trainer.Space.Count];
        for (int d = 0; d < point.Length; d++)
        {
            double shift = new Random(Seeds.Mix(seed, trainers.ToList().IndexOf(trainer), d)).NextDouble();
            point[d] = (RadicalInverse(sample, Primes[d % Primes.Length]) + shift) % 1;
        }

        return point;
    }

    private static double RadicalInverse(int number, int radix)
    {
        double value = 0, digit = 1.0 / radix;
        for (; number > 0; number /= radix, digit /= radix)
            value += number % radix * digit;
        return value;
    }
}

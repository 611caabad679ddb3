using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Tests.Support;
using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>
/// Work folders of comparisons: the journal, the descriptions of features and their values. Whatever became of them, the scores are those of
/// a comparison without, but for values that nobody can tell from right ones.
/// </summary>
internal sealed class ComparisonsTarget : FuzzTarget
{
    private readonly MLContext _context = new(seed: 1);
    private readonly FeatureComparisonOptions _options;
    private readonly Dictionary<string, byte[]> _whole;

    public ComparisonsTarget(string folder)
        : base(folder)
    {
        _options = Samples.Options with
        {
            Trainers = [ComparedTrainer.LogisticRegression],
            MaxTrials = 2,
            NumberOfFolds = 2,
            Repeats = 1,
            LearningCurveShares = [],
            BootstrapResamples = 100,
            WorkFolder = folder,
        };
        Compare();
        _whole = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        (string name, byte[] original) = _whole.ElementAt(random.Next(_whole.Count));
        return new FuzzInput(seed, name, new InputMaker(random, [.. _whole.Values], JsonWords.All).Damage(original));
    }

    public override bool Read(FuzzInput input)
    {
        foreach ((string name, byte[] bytes) in _whole)
            File.WriteAllBytes(Path.Combine(Folder, name), bytes);
        Write(input);
        Compare();
        return true;
    }

    public override bool IsDocumented(Exception exception) => Is<FeatureComparisonException>(exception);

    private void Compare() =>
        _context
            .CompareFeatures(
                _context.Data.LoadFromEnumerable(Samples.Rows(36, classes: 2)),
                [Samples.Copy(_context, "good", nameof(Sample.Good)) with { Identity = "good" }],
                _options
            )
            .Dispose();
}

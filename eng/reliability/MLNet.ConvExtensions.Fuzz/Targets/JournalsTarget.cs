using System.Text;
using MLNet.ConvExtensions.AutoML.Search;
using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Journals of comparisons: a line that is damaged counts as not there, another file is refused.</summary>
internal sealed class JournalsTarget : FuzzTarget
{
    private const string Comparison = "rows 1 seed 1 folds 3 test 0.25";

    private static readonly byte[][] Words = JsonWords.All;

    private readonly byte[] _whole;

    public JournalsTarget(string folder)
        : base(folder)
    {
        var journal = Journal.Open(folder, Comparison);
        for (int i = 0; i < 4; i++)
            journal.Add(
                new FoldRecord(
                    $"set|trainer|{i}",
                    i == 3 ? null : new FoldScores(0.5, 0.4, double.NaN, 0.7, 0.1 * i),
                    0.25,
                    i == 3 ? "why" : null
                )
            );
        journal.Save();
        _whole = File.ReadAllBytes(Path.Combine(folder, "trials.jsonl"));
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        return new FuzzInput(seed, "trials.jsonl", new InputMaker(random, [_whole], Words).Damage(_whole));
    }

    public override bool Read(FuzzInput input)
    {
        Write(input);
        var journal = Journal.Open(Folder, Comparison);
        for (int i = 0; i < 4; i++)
            journal.Find($"set|trainer|{i}");
        journal.Save();
        WrongResultException.ThrowUnless(
            Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(Folder, input.Name))).Contains(Comparison, StringComparison.Ordinal),
            "the journal lost what it is of"
        );
        return journal.Recovered == 4;
    }

    public override bool IsDocumented(Exception exception) => Is<FeatureComparisonException>(exception);
}

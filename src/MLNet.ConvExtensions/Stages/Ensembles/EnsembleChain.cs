using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>
/// The fitted members as stages one after another, each on the input as it was: what a member overwrites is put back, what it adds is
/// dropped, but for the column that is combined, under a name of its own.
/// </summary>
internal sealed class EnsembleChain
{
    private readonly DataViewSchema _input;
    private readonly string _prefix;
    private readonly List<string> _temporary = [];
    private readonly HashSet<string> _backups = [];
    private readonly List<ITransformer> _stages = [];
    private readonly List<string> _memberColumns = [];
    private IDataView _data;

    private EnsembleChain(IDataView input, string prefix)
    {
        _input = input.Schema;
        _prefix = prefix;
        _data = input;
    }

    public MLContext Context { get; } = new();

    /// <summary>The column with all that the members say of a row, one member after another.</summary>
    public string Combined => _prefix + "Members";

    public IReadOnlyList<ITransformer> Stages => _stages;

    /// <summary>Puts the members into a row, and combines their outputs into <see cref="Combined"/>.</summary>
    /// <param name="input">The data that they were fitted on; it isn't read.</param>
    /// <param name="members"></param>
    /// <param name="fitted"></param>
    /// <param name="outputs"></param>
    /// <param name="votes"></param>
    public static EnsembleChain Create(
        IDataView input,
        MemberList members,
        IReadOnlyList<ITransformer> fitted,
        IReadOnlyList<MemberOutput> outputs,
        bool votes
    )
    {
        // An ensemble that is a member of another has temporary columns too; these must have other names.
        const int deepest = 8;
        for (int attempt = 1; ; attempt++)
        {
            var chain = new EnsembleChain(input, attempt == 1 ? "Ensemble." : $"Ensemble{attempt}.");
            int spoiler = chain.TryAddMembers(fitted, outputs, votes);
            if (spoiler < 0)
                return chain;
            if (attempt == deepest)
            {
                throw new InvalidOperationException(
                    $"{members.Describe(spoiler)} drops columns that it didn't add, as SelectColumns does, and with them those of the "
                        + "other members. Leave that out of it."
                );
            }
        }
    }

    /// <summary>Adds a stage.</summary>
    public void Add(ITransformer stage)
    {
        _data = stage.Transform(_data);
        _stages.Add(stage);
    }

    /// <summary>Adds a stage that learns nothing.</summary>
    public void Add(IEstimator<ITransformer> stage) => Add(stage.Fit(_data));

    /// <summary>Adds a model, keeps what it predicts, and undoes what else it does.</summary>
    /// <param name="stages">Stages that make the model's features, and the model.</param>
    public void AddModel(params ITransformer[] stages)
    {
        HashSet<string> touched = Touched(_data.Schema, stages);
        BackUp(touched);
        DataViewSchema before = _data.Schema;
        foreach (ITransformer stage in stages)
            Add(stage);
        Undo(before, touched, ["Score", "PredictedLabel", "Probability"]);
    }

    /// <summary>Drops the temporary columns.</summary>
    public void Finish()
    {
        string[] left = [.. _temporary.Where(name => _data.Schema.GetColumnOrNull(name) is not null)];
        if (left.Length > 0)
            Add(Context.Transforms.DropColumns(left));
    }

    /// <summary>
    /// The names of the columns that stages hide or drop. Each is looked at by itself, as one may hide a column and the next drop the
    /// hidden one.
    /// </summary>
    private static HashSet<string> Touched(DataViewSchema before, params IEnumerable<ITransformer> stages)
    {
        var touched = new HashSet<string>();
        DataViewSchema schema = before;
        foreach (ITransformer stage in stages.SelectMany(Flatten))
        {
            DataViewSchema after = stage.GetOutputSchema(schema);
            Dictionary<string, int> counts = Counts(after),
                countsBefore = Counts(schema);
            touched.UnionWith(
                before
                    .Where(c => !c.IsHidden)
                    .Select(c => c.Name)
                    .Where(name =>
                        counts.GetValueOrDefault(name) is int count && (count == 0 || count > countsBefore.GetValueOrDefault(name))
                    )
            );
            schema = after;
        }

        return touched;
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        transformer switch
        {
            BurstEnsembleTransformer burst => Flatten(burst.Single),
            EnsembleTransformer ensemble => ensemble.Stages.SelectMany(Flatten),
            IEnumerable<ITransformer> chain => chain.SelectMany(Flatten),
            _ => [transformer],
        };

    private static Dictionary<string, int> Counts(DataViewSchema schema) =>
        schema.GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.Count());

    private string Backup(string column) => $"{_prefix}Input.{column}";

    private void BackUp(IEnumerable<string> columns)
    {
        foreach (string column in columns.Where(c => !_temporary.Contains(c) && _backups.Add(c)))
        {
            Add(Context.Transforms.CopyColumns(Backup(column), column));
            _temporary.Add(Backup(column));
        }
    }

    /// <returns>The first member that takes away a temporary column; -1 if none does.</returns>
    private int TryAddMembers(IReadOnlyList<ITransformer> fitted, IReadOnlyList<MemberOutput> outputs, bool votes)
    {
        BackUp(fitted.SelectMany(t => Touched(_input, t)).Distinct());
        for (int i = 0; i < fitted.Count; i++)
        {
            string name = $"{_prefix}Member{i + 1}";
            DataViewSchema before = _data.Schema;
            HashSet<string> touched = Touched(before, fitted[i]);
            Add(fitted[i]);
            if (_temporary.Any(t => _data.Schema.Count(c => c.Name == t) != 1))
                return i;
            foreach (IEstimator<ITransformer> stage in Keep(name, outputs[i], votes))
                Add(stage);
            _temporary.Add(name);
            _memberColumns.Add(name);
            Undo(before, touched, []);
        }

        Add(Context.Transforms.Concatenate(Combined, [.. _memberColumns]));
        _temporary.Add(Combined);
        return -1;
    }

    private IEnumerable<IEstimator<ITransformer>> Keep(string name, MemberOutput output, bool votes)
    {
        if (!votes)
        {
            yield return Context.Transforms.CopyColumns(name, output.Source);
            yield break;
        }

        string vote = output.HasScores ? name + ".Vote" : name;
        yield return output.Classes is null
            ? Context.Transforms.Conversion.ConvertType(vote, output.Source, DataKind.Single)
            : Context.Transforms.Conversion.MapKeyToVector(vote, output.Source);
        if (output.HasScores)
            yield return Context.Transforms.Concatenate(name, vote, "Score");
    }

    private void Undo(DataViewSchema before, HashSet<string> touched, string[] keep)
    {
        DataViewSchema after = _data.Schema;
        foreach (string column in touched.Except(keep).Where(_backups.Contains))
            Add(Context.Transforms.CopyColumns(column, Backup(column)));
        string[] added =
        [
            .. after.Where(c => !c.IsHidden).Select(c => c.Name).Except(before.Select(c => c.Name)).Except(keep).Except(_temporary),
        ];
        if (added.Length > 0)
            Add(Context.Transforms.DropColumns(added));
    }
}

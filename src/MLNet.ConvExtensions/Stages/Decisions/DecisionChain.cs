using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Shapes;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Decisions;

/// <summary>
/// The stages that a decision is made of, one after another: small networks on vectors, and stock models that make Score and PredictedLabel
/// of them, with the annotations that evaluators look for.
/// </summary>
internal sealed class DecisionChain
{
    private const int Opset = 13;
    private const string Prefix = "Decision.",
        Score = "Score",
        PredictedLabel = "PredictedLabel";

    private readonly MLContext _context = new();
    private readonly List<ITransformer> _stages = [];
    private readonly List<string> _temporary = [];
    private IDataView _data;

    /// <param name="input">What the first stage sees.</param>
    public DecisionChain(DataViewSchema input) => _data = new EmptyView(input);

    /// <summary>The stages; the temporary columns are dropped at the end.</summary>
    public IReadOnlyList<ITransformer> Finish()
    {
        if (_temporary.Count > 0)
            Add(_context.Transforms.DropColumns([.. _temporary]));
        return _stages;
    }

    /// <summary>Computes a vector from a vector. Where one has a number that isn't finite, all of the other are missing.</summary>
    /// <param name="name">What the new one is called.</param>
    /// <param name="input">The column of the other.</param>
    /// <param name="width">The numbers of the other.</param>
    /// <param name="outputWidth">The numbers of the new one.</param>
    /// <param name="compute">Adds the operators to a graph, on [N, width], and gives the tensor [N, outputWidth].</param>
    /// <param name="batchSize">Rows at once, where one takes much memory; null for as many as is usual.</param>
    /// <returns>The column of the new one, which is temporary.</returns>
    public string Compute(
        string name,
        string input,
        int width,
        int outputWidth,
        Func<OperatorGraph, string, string> compute,
        int? batchSize = null
    )
    {
        var graph = new OperatorGraph(name, Opset);
        string values = graph.Input("values", OnnxElementType.Float, Dim.Named("N"), Dim.Of(width));
        // What isn't a finite number less itself is no number either.
        string missing = graph.Op("ReduceSum", [graph.Op("Sub", [values, values]), graph.Integers(1)], GraphEdits.Attribute("keepdims", 1));
        graph.Output("results", graph.Op("Add", [compute(graph, values), missing]), Dim.Named("N"), Dim.Of(outputWidth));
        string output = Prefix + name;
        var options = new ConvFeaturesOptions
        {
            InputColumnName = input,
            OutputColumnName = output,
            BadImages = BadImageHandling.Missing,
            NumberOfThreads = 1,
            BatchSize = batchSize,
        };
        Add(new NetworkStage(graph.ToNetwork(), options));
        _temporary.Add(output);
        return output;
    }

    /// <summary>Columns side by side.</summary>
    public string Join(string name, params string[] columns)
    {
        Add(_context.Transforms.Concatenate(Prefix + name, columns));
        _temporary.Add(Prefix + name);
        return Prefix + name;
    }

    /// <summary>The predicted label as a vector with 1 for its class, and 0 for the others; of a missing label nothing but 0.</summary>
    public string LabelAsVector()
    {
        string output = Prefix + "Was";
        Add(_context.Transforms.Conversion.MapKeyToVector(output, PredictedLabel));
        _temporary.Add(output);
        return output;
    }

    /// <summary>Score and PredictedLabel of a vector with a number for each class.</summary>
    public void Predict(string scores, ClassList classes) =>
        Add(LinearModels.Sums(_context, scores, classes.Count, classes, c => ([c], [1f])));

    /// <summary>PredictedLabel alone: the class whose number is highest; missing where the numbers are.</summary>
    public void Label(string numbers, ClassList classes) => Keeping([Score], () => Predict(numbers, classes));

    /// <summary>
    /// A vector, and the name whose number in it is highest, as columns of their own. The vector's elements have the names.
    /// </summary>
    /// <param name="numbers">The vector.</param>
    /// <param name="names">The names.</param>
    /// <param name="vector">The column for the vector; null for none.</param>
    /// <param name="best">The column for the name; null for none.</param>
    /// <param name="kind">What the vector's elements are turned into.</param>
    public void Name(string numbers, ClassList names, string? vector, string? best, DataKind kind = DataKind.Single) =>
        Keeping(
            [Score, PredictedLabel],
            () =>
            {
                Predict(numbers, names);
                if (vector is not null && kind == DataKind.Single)
                    Add(_context.Transforms.CopyColumns(vector, Score));
                else if (vector is not null)
                    Add(_context.Transforms.Conversion.ConvertType(vector, Score, kind));
                if (best is not null)
                    Add(_context.Transforms.CopyColumns(best, PredictedLabel));
            }
        );

    /// <summary>A vector of one number as a column of numbers.</summary>
    public void Number(string output, string vector) =>
        Keeping(
            [Score],
            () =>
            {
                Add(LinearModels.Sum(_context, vector, [1]));
                Add(_context.Transforms.CopyColumns(output, Score));
            }
        );

    /// <summary>A number, or a vector of them, as true and false, by an expression of ML.NET's.</summary>
    public void Flag(string output, string input, string expression) => Add(_context.Transforms.Expression(output, expression, input));

    private void Keeping(string[] columns, Action change)
    {
        columns = [.. columns.Where(c => _data.Schema.GetColumnOrNull(c) is not null)];
        foreach (string column in columns)
        {
            Add(_context.Transforms.CopyColumns(Prefix + "Kept" + column, column));
            _temporary.Add(Prefix + "Kept" + column);
        }

        change();
        foreach (string column in columns)
            Add(_context.Transforms.CopyColumns(column, Prefix + "Kept" + column));
        // A later change keeps them again.
        if (columns.Length == 0)
            return;
        string[] kept = [.. columns.Select(c => Prefix + "Kept" + c)];
        Add(_context.Transforms.DropColumns(kept));
        _temporary.RemoveAll(kept.Contains);
    }

    private void Add(IEstimator<ITransformer> stage) => Add(stage.Fit(_data));

    private void Add(ITransformer stage)
    {
        _data = stage.Transform(_data);
        _stages.Add(stage);
    }
}

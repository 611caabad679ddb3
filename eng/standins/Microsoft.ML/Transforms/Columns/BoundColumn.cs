namespace Microsoft.ML.Data;

/// <summary>One output column of a transformer, bound to the columns of an input schema that it is computed from.</summary>
internal sealed class BoundColumn
{
    private readonly int[] _sources;
    private readonly Func<DataViewRow, Delegate> _makeGetter;

    public BoundColumn(DataViewSchema.DetachedColumn output, Func<DataViewRow, Delegate> makeGetter, params int[] sources)
    {
        Output = output;
        _makeGetter = makeGetter;
        _sources = sources;
    }

    public DataViewSchema.DetachedColumn Output { get; }

    public IReadOnlyList<int> Sources => _sources;

    public Delegate MakeGetter(DataViewRow input) => _makeGetter(input);
}

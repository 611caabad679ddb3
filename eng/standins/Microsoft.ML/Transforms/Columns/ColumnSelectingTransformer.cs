using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private readonly IHost _host;
    private readonly string[] _names;
    private readonly bool _keep;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(IHostEnvironment env, string[]? keepColumns, string[]? dropColumns, bool keepHidden = false)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        _keep = keepColumns is { Length: > 0 };
        _host.Check(_keep != dropColumns is { Length: > 0 }, "Either the columns to keep or the columns to drop must be given.");
        _names = _keep ? keepColumns! : dropColumns!;
        _keepHidden = keepHidden;
    }

    private ColumnSelectingTransformer(IHostEnvironment env, ModelLoadContext ctx)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        _keep = ctx.Reader.ReadBoolean();
        _keepHidden = ctx.Reader.ReadBoolean();
        _names = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < _names.Length; i++)
            _names[i] = ctx.LoadNonEmptyString();
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Select(new EmptyDataView(inputSchema), nameof(inputSchema)).OutputSchema;
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return Select(input, nameof(input));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Select(new EmptyDataView(inputSchema), nameof(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(_names.Length);
        foreach (string name in _names)
            ctx.SaveNonEmptyString(name);
    }

    internal bool Keeps(string name) => _names.Contains(name) == _keep;

    internal void CheckColumns(IEnumerable<string> present, string paramName)
    {
        string missing = string.Join(",", _names.Except(present));
        if (missing.Length > 0)
            throw _host.ExceptSchemaMismatch(paramName, "input", missing);
    }

    private ColumnSelectingView Select(IDataView input, string paramName)
    {
        CheckColumns(input.Schema.Select(column => column.Name), paramName);

        // What is kept comes in the order it was asked for; dropping leaves the order as it was, and hidden columns in place.
        IEnumerable<DataViewSchema.Column> columns = _keep
            ? _names.SelectMany(name => input.Schema.Where(column => column.Name == name && (_keepHidden || !column.IsHidden)))
            : input.Schema.Where(column => Keeps(column.Name));
        return new ColumnSelectingView(input, [.. columns]);
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private readonly KeyDictionary[] _dictionaries;
    private readonly bool[] _namesAsText;

    private ValueToKeyMappingTransformer(IHostEnvironment env, ValueToKeyMappingEstimator.ColumnOptions[] columns, KeyDictionary[] dictionaries)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), [.. columns.Select(column => (column.OutputColumnName, column.InputColumnName))])
    {
        _dictionaries = dictionaries;
        _namesAsText = [.. columns.Select(column => column.AddKeyValueAnnotationsAsText)];
    }

    private ValueToKeyMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), ctx)
    {
        _dictionaries = new KeyDictionary[ColumnPairs.Length];
        _namesAsText = new bool[ColumnPairs.Length];
        for (int i = 0; i < ColumnPairs.Length; i++)
        {
            _namesAsText[i] = ctx.Reader.ReadBoolean();
            _dictionaries[i] = KeyDictionary.Load(ctx.Reader);
        }
    }

    internal static ValueToKeyMappingTransformer Train(
        IHost host, IDataView input, ValueToKeyMappingEstimator.ColumnOptions[] columns, IDataView? keyData)
    {
        DataViewSchema.Column[] inputs = [.. columns.Select(column => input.Schema.GetColumnOrNull(column.InputColumnName)
            ?? throw host.ExceptSchemaMismatch(nameof(input), "input", column.InputColumnName))];
        KeyDictionary[] dictionaries = [.. inputs.Select(column => CreateDictionary(host, column))];
        if (keyData != null)
        {
            foreach (KeyDictionary dictionary in dictionaries)
                LearnFrom(host, keyData, dictionary);
        }
        else
        {
            foreach (ValueToKeyMappingEstimator.ColumnOptions column in columns)
                host.CheckUserArg(column.MaximumNumberOfKeys > 0, "maximumNumberOfKeys", $"It must be positive, but is {column.MaximumNumberOfKeys}.");
            Learn(input, [.. inputs.Zip(dictionaries, (column, dictionary) => (column, dictionary))], [.. columns.Select(column => column.MaximumNumberOfKeys)]);
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].KeyOrdinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                dictionaries[i].Sort();
        }

        return new ValueToKeyMappingTransformer(host, columns, dictionaries);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
        for (int i = 0; i < _dictionaries.Length; i++)
        {
            ctx.Writer.Write(_namesAsText[i]);
            _dictionaries[i].Save(ctx.Writer);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, Bind);

    private static KeyDictionary CreateDictionary(IHost host, DataViewSchema.Column column) =>
        column.Type.GetItemType() is PrimitiveDataViewType itemType
            ? KeyDictionary.Create(itemType)
            : throw host.ExceptSchemaMismatch("inputSchema", "input", column.Name, "standard type or a vector of standard type", column.Type.ToString()!);

    private static void LearnFrom(IHost host, IDataView keyData, KeyDictionary dictionary)
    {
        DataViewSchema.Column column = keyData.Schema[0];
        host.CheckUserArg(column.Type.Equals(dictionary.ItemType), nameof(keyData),
            $"The column of the key data must be of type '{dictionary.ItemType}', but is '{column.Type}'.");
        Learn(keyData, [(column, dictionary)], [int.MaxValue]);
    }

    private static void Learn(IDataView data, (DataViewSchema.Column Column, KeyDictionary Dictionary)[] targets, int[] limits)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(targets.Select(target => target.Column).DistinctBy(column => column.Index));
        List<Func<bool>> learners = [.. targets.Select((target, index) => target.Dictionary.MakeLearner(cursor, target.Column, limits[index]))];
        while (learners.Count > 0 && cursor.MoveNext())
            learners.RemoveAll(learn => !learn());
    }

    private BoundColumn Bind(int index, string name, DataViewSchema.Column input)
    {
        KeyDictionary dictionary = _dictionaries[index];
        DataViewType itemType = input.Type.GetItemType();
        Host.Check(itemType.Equals(dictionary.ItemType), $"A map of '{dictionary.ItemType}' can't be applied to column '{input.Name}' of type '{itemType}'.");
        DataViewType type = input.Type is VectorDataViewType vector
            ? new VectorDataViewType(dictionary.KeyType, vector.Dimensions)
            : dictionary.KeyType;
        var annotations = new DataViewSchema.Annotations.Builder();
        dictionary.AddKeyValues(annotations, input, _namesAsText[index]);
        annotations.AddFrom(input, AnnotationUtils.Kinds.SlotNames);
        return new BoundColumn(new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations()),
            row => dictionary.MakeGetter(row, input.Index), input.Index);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A view with the roles of its columns in a training.</summary>
internal sealed class TrainingSet
{
    public const string NoInstancesMessage = "No valid training instances found, all instances have missing features.";

    private readonly string _featureName;
    private readonly string? _labelName;
    private readonly string? _weightName;

    public TrainingSet(IDataView data, string featureColumnName, string? labelColumnName, string? weightColumnName = null)
    {
        Data = data;
        _featureName = featureColumnName;
        _labelName = labelColumnName;
        _weightName = weightColumnName;
    }

    public IDataView Data { get; }

    public DataViewSchema.Column Feature => Data.Schema[_featureName];

    public DataViewSchema.Column Label => Data.Schema[_labelName ?? throw Contracts.Except("Training data must specify a label column.")];

    /// <returns>The number of features.</returns>
    public int CheckFeatures()
    {
        if (Feature.Type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType item } vector && item == NumberDataViewType.Single)
            return vector.Size;
        throw Contracts.ExceptParam(
            "data", $"Training feature column '{Feature.Name}' must be a known-size vector of Single, but has type: {Feature.Type}.");
    }

    /// <returns>The number of classes.</returns>
    public int CheckMulticlassLabel() => CheckMulticlassLabel(Label);

    /// <inheritdoc cref="CheckMulticlassLabel()"/>
    public static int CheckMulticlassLabel(DataViewSchema.Column label)
    {
        if (label.Type is KeyDataViewType { Count: > 0 and < int.MaxValue } key)
            return (int)key.Count;
        throw Contracts.ExceptParam(
            "data", $"Training label column '{label.Name}' type is not valid for multi-class: {label.Type}. Type must be a key of known cardinality.");
    }

    /// <summary>Reads the examples once. Those with a missing label, feature or weight are left out, with a warning.</summary>
    public TrainingData Read(IHost host, string emptyMessage = NoInstancesMessage)
    {
        int featureCount = CheckFeatures();
        DataViewSchema.Column? weightColumn = _weightName == null ? null : Data.Schema[_weightName];
        var features = new List<VBuffer<float>>();
        var labels = new List<float>();
        var weights = new List<float>();
        long skipped = 0;
        using (DataViewRowCursor cursor = Data.GetRowCursor(weightColumn is { } column ? [Feature, Label, column] : [Feature, Label]))
        {
            ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(Feature);
            ValueGetter<float> getLabel = LabelReader.Create(cursor, Label);
            ValueGetter<float>? getWeight = weightColumn is { } w ? cursor.GetGetter<float>(w) : null;
            while (cursor.MoveNext())
            {
                float label = 0;
                float weight = 1;
                getLabel(ref label);
                getWeight?.Invoke(ref weight);
                if (!float.IsFinite(label) || !(weight > 0 && weight < float.PositiveInfinity))
                {
                    skipped++;
                    continue;
                }

                // A fresh buffer for each row: the examples are kept.
                VBuffer<float> row = default;
                getFeatures(ref row);
                if (!VectorMath.AllFinite(row.GetValues()))
                {
                    skipped++;
                    continue;
                }

                features.Add(row);
                labels.Add(label);
                weights.Add(weight);
            }
        }

        host.Check(features.Count > 0, emptyMessage);
        if (skipped > 0)
        {
            using IChannel channel = host.Start("Training");
            channel.Warning($"Skipped {skipped} instances with missing features/label/weight during training");
        }

        return new TrainingData(featureCount, [.. features], [.. labels], weightColumn == null ? null : [.. weights]);
    }
}

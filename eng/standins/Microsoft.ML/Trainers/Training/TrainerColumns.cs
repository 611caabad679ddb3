using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Trainers;

/// <summary>The columns that trainers ask for, and those that they promise.</summary>
internal static class TrainerColumns
{
    public static SchemaShape.Column Features(string name) => new(name, VectorKind.Vector, NumberDataViewType.Single, false);

    public static SchemaShape.Column BooleanLabel(string name) => new(name, VectorKind.Scalar, BooleanDataViewType.Instance, false);

    public static SchemaShape.Column KeyLabel(string name) => new(name, VectorKind.Scalar, NumberDataViewType.UInt32, true);

    public static SchemaShape.Column SingleLabel(string name) => new(name, VectorKind.Scalar, NumberDataViewType.Single, false);

    /// <summary>The column of example weights, or an invalid one if there are none.</summary>
    public static SchemaShape.Column OptionalWeight(string? name) =>
        name == null ? default : new(name, VectorKind.Scalar, NumberDataViewType.Single, false);

    /// <summary>The column of group identifiers, or an invalid one if there are none.</summary>
    public static SchemaShape.Column OptionalGroup(string? name) => name == null ? default : KeyLabel(name);

    public static SchemaShape.Column[] OfBinaryClassifier(bool calibrated)
    {
        SchemaShape.Column score = Score();
        var label = new SchemaShape.Column(
            DefaultColumnNames.PredictedLabel, VectorKind.Scalar, BooleanDataViewType.Instance, false, new SchemaShape(OutputAnnotations()));
        if (!calibrated)
            return [score, label];

        SchemaShape.Column normalized = new(AnnotationUtils.Kinds.IsNormalized, VectorKind.Scalar, BooleanDataViewType.Instance, false);
        var probability = new SchemaShape.Column(
            DefaultColumnNames.Probability, VectorKind.Scalar, NumberDataViewType.Single, false, new SchemaShape([.. OutputAnnotations(), normalized]));
        return [score, probability, label];
    }

    public static SchemaShape.Column[] OfRegressor() => [Score()];

    public static SchemaShape.Column[] OfMulticlassClassifier(SchemaShape inputSchema, string labelColumnName)
    {
        inputSchema.TryFindColumn(labelColumnName, out SchemaShape.Column label);
        SchemaShape.Column[] keyValues = label.Annotations
            .Where(a => a is { Name: AnnotationUtils.Kinds.KeyValues, Kind: VectorKind.Vector }).ToArray();
        var names = new List<SchemaShape.Column>();
        foreach (SchemaShape.Column values in keyValues)
        {
            if (values.ItemType is TextDataViewType)
                names.Add(new(AnnotationUtils.Kinds.SlotNames, VectorKind.Vector, values.ItemType, false));
            names.Add(new(AnnotationUtils.Kinds.TrainingLabelValues, VectorKind.Vector, values.ItemType, false));
        }

        return
        [
            new(DefaultColumnNames.Score, VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape([.. names, .. OutputAnnotations()])),
            new(DefaultColumnNames.PredictedLabel, VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape([.. keyValues, .. OutputAnnotations()])),
        ];
    }

    private static SchemaShape.Column Score() =>
        new(DefaultColumnNames.Score, VectorKind.Scalar, NumberDataViewType.Single, false, new SchemaShape(OutputAnnotations()));

    private static SchemaShape.Column[] OutputAnnotations() =>
    [
        new(AnnotationUtils.Kinds.ScoreColumnSetId, VectorKind.Scalar, NumberDataViewType.UInt32, true),
        new(AnnotationUtils.Kinds.ScoreColumnKind, VectorKind.Scalar, TextDataViewType.Instance, false),
        new(AnnotationUtils.Kinds.ScoreValueKind, VectorKind.Scalar, TextDataViewType.Instance, false),
    ];
}

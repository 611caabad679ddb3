using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Trainers.ConvNet;

/// <summary>What all trainers of networks check of their input's columns.</summary>
internal static class TrainerInput
{
    /// <summary>
    /// What ML.NET asks of trainers: no normalized features, no cache, since the data is read once. Nobody but ML.NET can create it; its
    /// own trainer that always predicts the same has it.
    /// </summary>
    public static TrainerInfo Info { get; } = new MLContext().BinaryClassification.Trainers.Prior().Info;

    /// <summary>The output's columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static SchemaShape OutputSchema(ModelTask task, SchemaShape inputSchema, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        options.Validate();
        ImageColumn.Check(inputSchema, options.FeatureColumnName, new NetworkShape([null, 1]));
        SchemaShape.Column? label = inputSchema.Where(c => c.Name == options.LabelColumnName).Cast<SchemaShape.Column?>().LastOrDefault();
        if (label is not { } found)
        {
            throw new ArgumentOutOfRangeException(
                nameof(inputSchema),
                $"There is no label column '{options.LabelColumnName}'; the columns are: "
                    + $"{string.Join(", ", inputSchema.Select(c => c.Name))}."
            );
        }

        if (task == ModelTask.Multiclass && !found.IsKey)
            throw new ArgumentOutOfRangeException(
                nameof(inputSchema),
                $"The label column '{found.Name}' has type {found.ItemType}; needed: a key. Put "
                    + "Conversion.MapValueToKey before the trainer."
            );
        bool isVector = found.Kind == SchemaShape.Column.VectorKind.Vector;
        if (task == ModelTask.Multilabel && !(isVector && found.ItemType is BooleanDataViewType or NumberDataViewType))
        {
            throw new ArgumentOutOfRangeException(
                nameof(inputSchema),
                $"The label column '{found.Name}' has type {(isVector ? "vector of " : "")}{found.ItemType}; needed: a vector of Boolean, or of Single with 0 and 1, an "
                    + "element for each label."
            );
        }

        return OutputShapes.Add(task, inputSchema, options.LabelColumnName);
    }

    /// <summary>The classes of the label column; null unless there are several.</summary>
    public static ClassList? ClassesOf(ModelTask task, IDataView input, TrainingOptions options) =>
        task == ModelTask.Multiclass ? SampleReader.ClassesOf(input, options.LabelColumnName) : null;
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class MetaMulticlassTrainer<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected readonly IHost Host;
    private protected readonly SchemaShape.Column LabelColumn;

    private protected MetaMulticlassTrainer(IHostEnvironment env, string name, string labelColumnName, TrainerInfo binaryInfo)
    {
        Host = env.Register(name);
        Host.CheckValue(labelColumnName, nameof(labelColumnName), "Label column should not be null.");
        LabelColumn = TrainerColumns.KeyLabel(labelColumnName);

        // There is one training after another on the same data, whatever the binary trainer does with it.
        Info = new TrainerInfo(normalization: binaryInfo.NeedNormalization);
    }

    public TrainerInfo Info { get; }

    public abstract TTransformer Fit(IDataView input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        if (!inputSchema.TryFindColumn(LabelColumn.Name, out SchemaShape.Column label))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "label", LabelColumn.Name);
        if (!LabelColumn.IsCompatibleWith(label))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "label", LabelColumn.Name, LabelColumn.GetTypeString(), label.GetTypeString());

        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (SchemaShape.Column column in TrainerColumns.OfMulticlassClassifier(inputSchema, LabelColumn.Name))
            columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }
}

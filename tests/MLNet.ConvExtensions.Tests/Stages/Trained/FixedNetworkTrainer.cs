using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Neighbors;
using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

/// <summary>A trainer that learns nothing: its network has its weights already.</summary>
internal sealed class FixedNetworkTrainer(
    ModelTask task,
    OnnxNetwork network,
    string features = "Features",
    BackbonePreprocessing? preprocessing = null
) : IEstimator<TrainedNetworkTransformer>
{
    private const string Label = "Label";

    private PixelShape Shape =>
        network.Inputs[0].Shape is [_, { } channels, { } height, { } width]
            ? new((int)channels, (int)height, (int)width)
            : PixelShape.Row((int)network.Inputs[0].Shape!.Skip(1).Aggregate(1L, (product, d) => product * d!.Value));

    public TrainedNetworkTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = ImageColumn.Find(input.Schema, features);
        ImageColumnKind kind = ImageColumn.KindOf(features, column.Type, [Shape]);
        double[] labels = ColumnValues.Labels(input, task, Label);
        if (labels.Length == 0)
            throw new InvalidOperationException("There are no rows.");
        ClassList? classes = task == ModelTask.Multiclass ? ClassList.Of(input.Schema[Label]) : null;
        return new TrainedNetworkTransformer(
            network,
            new TrainedStageSettings
            {
                Task = task,
                FeatureColumnName = features,
                Kind = kind,
                Classes = classes,
                Preprocessing = preprocessing,
            }
        );
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageColumn.Check(inputSchema, features, [Shape]);
        if (inputSchema.All(c => c.Name != Label))
            throw FeatureColumn.Missing(Label, inputSchema.Select(c => c.Name));
        return OutputShapes.Add(task, inputSchema, Label);
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Columns;

/// <summary>The shapes of the columns that stages and trainers add, asked of stock estimators that add the same.</summary>
internal static class OutputShapes
{
    private const string Features = "Ensemble.Features",
        Text = "Ensemble.Text",
        Score = "Score";
    private static readonly string[] Outputs = ["Score", "Probability", "PredictedLabel"];

    public static SchemaShape Add(ModelTask task, SchemaShape input, string labelColumn)
    {
        var context = new MLContext();
        SchemaShape shape = VectorShape.Of(context.Transforms, Features, 1).GetOutputSchema(input);
        switch (task)
        {
            case ModelTask.Multiclass:
                bool isKey = input.Any(c => c.Name == labelColumn && c.IsKey);
                if (!isKey)
                    shape = context.Transforms.Conversion.MapValueToKey(Text).GetOutputSchema(TextShape(context).GetOutputSchema(shape));
                shape = context
                    .MulticlassClassification.Trainers.OneVersusAll(
                        context.BinaryClassification.Trainers.LinearSvm(labelColumn, Features),
                        isKey ? labelColumn : Text
                    )
                    .GetOutputSchema(shape);
                break;
            case ModelTask.Binary:
                shape = context
                    .Transforms.Conversion.ConvertType(Text, Text, DataKind.Boolean)
                    .GetOutputSchema(TextShape(context).GetOutputSchema(shape));
                shape = context.BinaryClassification.Trainers.LinearSvm(Text, Features).GetOutputSchema(shape);
                IEstimator<ITransformer> calibrator = context.BinaryClassification.Calibrators.Isotonic(Text, "Score");
                shape = calibrator.GetOutputSchema(shape);
                break;
            case ModelTask.Multilabel:
                shape = VectorShape.Of(context.Transforms, Score, 1).GetOutputSchema(shape);
                shape = VectorShape.Of(context.Transforms, "Probability", 1).GetOutputSchema(shape);
                shape = context.Transforms.Conversion.ConvertType("PredictedLabel", Score, DataKind.Boolean).GetOutputSchema(shape);
                break;
            case ModelTask.Regression when input.Any(c => c.Name == labelColumn && c.Kind == SchemaShape.Column.VectorKind.Vector):
                shape = VectorShape.Of(context.Transforms, Score, 1).GetOutputSchema(shape);
                break;
            default:
                shape = context
                    .Transforms.Conversion.ConvertType(Text, Text, DataKind.Single)
                    .GetOutputSchema(TextShape(context).GetOutputSchema(shape));
                shape = context
                    .Regression.Trainers.OnlineGradientDescent(
                        new OnlineGradientDescentTrainer.Options { LabelColumnName = Text, FeatureColumnName = Features }
                    )
                    .GetOutputSchema(shape);
                break;
        }

        return AddOutputs(input, shape);
    }

    /// <summary>The input's columns and a vector of floats.</summary>
    public static SchemaShape AddVector(TransformsCatalog catalog, SchemaShape input, string column, int width) =>
        VectorShape.Of(catalog, column, width).GetOutputSchema(input);

    /// <summary>The input's columns and the predictions that another shape has.</summary>
    public static SchemaShape AddOutputs(SchemaShape input, SchemaShape withOutputs)
    {
        SchemaShape.Column[] outputs = [.. withOutputs.Where(c => Outputs.Contains(c.Name))];
        return new SchemaShape(input.Where(c => !outputs.Any(o => o.Name == c.Name)).Concat(outputs));
    }

    private static IEstimator<ITransformer> TextShape(MLContext context)
    {
        SchemaDefinition output = SchemaDefinition.Create(typeof(TextRow));
        output[nameof(TextRow.Value)].ColumnName = Text;
        return context.Transforms.CustomMapping<NoInput, TextRow>((_, _) => { }, contractName: null, outputSchemaDefinition: output);
    }

    private sealed class NoInput { }

    private sealed class TextRow
    {
        public string Value { get; set; } = "";
    }
}

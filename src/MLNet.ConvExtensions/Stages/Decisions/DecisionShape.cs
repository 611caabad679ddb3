using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Decisions;

/// <summary>What becomes of a schema's shape: stock estimators that add the same are asked.</summary>
internal static class DecisionShape
{
    private const string PredictedLabel = "PredictedLabel";

    /// <summary>Score and PredictedLabel again.</summary>
    public static SchemaShape Predictions(SchemaShape input, string labelColumn)
    {
        Require(input, labelColumn, "label");
        return Predictions(input);
    }

    /// <summary>Score and PredictedLabel again, where no labels are read.</summary>
    public static SchemaShape Predictions(SchemaShape input)
    {
        Require(input, ScoreColumn.Score, "score");
        // As they were: they are of the same types, and say the same of themselves.
        return OutputShapes.Add(ModelTask.Multiclass, input, PredictedLabel);
    }

    /// <summary>PredictedLabel again, of two classes.</summary>
    public static SchemaShape BinaryLabel(SchemaShape input)
    {
        Require(input, "Probability", "probability");
        SchemaShape shape = new MLContext()
            .Transforms.Conversion.ConvertType(PredictedLabel, "Probability", DataKind.Boolean)
            .GetOutputSchema(input);
        return With(input, shape, PredictedLabel);
    }

    /// <summary>A column of vectors beside the others.</summary>
    public static SchemaShape Vector(SchemaShape input, string column, DataKind kind)
    {
        Require(input, ScoreColumn.Score, "score");
        var context = new MLContext();
        SchemaShape shape = VectorShape.Of(context.Transforms, column, 1).GetOutputSchema(input);
        return kind == DataKind.Single ? shape : context.Transforms.Conversion.ConvertType(column, column, kind).GetOutputSchema(shape);
    }

    /// <summary>A number and whether it is too high.</summary>
    public static SchemaShape Flagged(SchemaShape input, string number, string flag)
    {
        SchemaShape regression = OutputShapes.Add(ModelTask.Regression, input, "");
        var context = new MLContext();
        SchemaShape shape = context.Transforms.CopyColumns(number, ScoreColumn.Score).GetOutputSchema(regression);
        shape = context.Transforms.Conversion.ConvertType(flag, number, DataKind.Boolean).GetOutputSchema(shape);
        return With(input, shape, number, flag);
    }

    /// <summary>A key beside the other columns.</summary>
    public static SchemaShape Key(SchemaShape input, string key)
    {
        Require(input, ScoreColumn.Score, "score");
        SchemaShape shape = OutputShapes.Add(ModelTask.Multiclass, input, "");
        shape = new MLContext().Transforms.CopyColumns(key, PredictedLabel).GetOutputSchema(shape);
        return With(input, shape, key);
    }

    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static void Require(SchemaShape input, string column, string role)
    {
        if (!input.Any(c => c.Name == column))
        {
            throw new ArgumentException(
                $"There is no {role} column '{column}'; the columns are: {string.Join(", ", input.Select(c => c.Name))}."
            );
        }
    }

    private static SchemaShape With(SchemaShape input, SchemaShape other, params string[] columns)
    {
        SchemaShape.Column[] added = [.. other.Where(c => columns.Contains(c.Name))];
        return new SchemaShape(input.Where(c => !columns.Contains(c.Name)).Concat(added));
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Calibrators;

public abstract class CalibratorEstimatorBase<TICalibrator> : IEstimator<CalibratorTransformer<TICalibrator>>
    where TICalibrator : class, ICalibrator
{
    private static readonly string[] PassedOn =
        [AnnotationUtils.Kinds.ScoreColumnSetId, AnnotationUtils.Kinds.ScoreColumnKind, AnnotationUtils.Kinds.ScoreValueKind];

    private protected readonly IHostEnvironment Host;
    private protected readonly SchemaShape.Column ScoreColumn;
    private protected readonly SchemaShape.Column LabelColumn;
    private protected readonly SchemaShape.Column WeightColumn;

    private protected CalibratorEstimatorBase(IHostEnvironment env, string? labelColumn, string scoreColumn, string? weightColumn)
    {
        Host = env;
        LabelColumn = labelColumn == null ? default : TrainerColumns.BooleanLabel(labelColumn);
        ScoreColumn = TrainerColumns.SingleLabel(scoreColumn);
        WeightColumn = TrainerColumns.OptionalWeight(weightColumn);
    }

    public CalibratorTransformer<TICalibrator> Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return Create(Train(input), ScoreColumn.Name);
    }

    SchemaShape IEstimator<CalibratorTransformer<TICalibrator>>.GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        SchemaShape.Column score = Check(inputSchema, ScoreColumn, "score");
        Check(inputSchema, WeightColumn, "weight");
        Check(inputSchema, LabelColumn, "label");
        SchemaShape.Column[] annotations = [.. score.Annotations.Where(a => PassedOn.Contains(a.Name))];
        if (annotations.Length < PassedOn.Length)
            annotations = [];
        SchemaShape.Column normalized = new(AnnotationUtils.Kinds.IsNormalized, VectorKind.Scalar, BooleanDataViewType.Instance, false);
        var columns = inputSchema.ToDictionary(column => column.Name);
        columns[DefaultColumnNames.Probability] = new(
            DefaultColumnNames.Probability, VectorKind.Scalar, NumberDataViewType.Single, false, new SchemaShape([normalized, .. annotations]));
        return new SchemaShape(columns.Values);
    }

    private protected abstract TICalibrator Train(IDataView input);

    private protected abstract CalibratorTransformer<TICalibrator> Create(TICalibrator calibrator, string scoreColumnName);

    private SchemaShape.Column Check(SchemaShape inputSchema, SchemaShape.Column expected, string role)
    {
        if (!expected.IsValid)
            return default;
        if (!inputSchema.TryFindColumn(expected.Name, out SchemaShape.Column column))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, expected.Name);
        if (!expected.IsCompatibleWith(column))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, expected.Name, expected.GetTypeString(), column.GetTypeString());
        return column;
    }
}

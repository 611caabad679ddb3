using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

public abstract class CalibratorTransformer<TICalibrator> : RowToRowTransformerBase, ISingleFeaturePredictionTransformer<TICalibrator>
    where TICalibrator : class, ICalibrator
{
    private const string CalibratorFolder = "Calibrator";

    private readonly TICalibrator _calibrator;
    private readonly string _loaderSignature;
    private readonly string _scoreColumnName;

    private protected CalibratorTransformer(IHostEnvironment env, TICalibrator calibrator, string loaderSignature, string scoreColumnName)
        : base(env.Register(nameof(CalibratorTransformer<TICalibrator>)))
    {
        _calibrator = calibrator;
        _loaderSignature = loaderSignature;
        _scoreColumnName = scoreColumnName;
    }

    private protected CalibratorTransformer(IHostEnvironment env, ModelLoadContext ctx, string loaderSignature)
        : this(env, ctx.LoadModel<TICalibrator>(env, CalibratorFolder), loaderSignature, ctx.LoadString())
    {
    }

    string ISingleFeaturePredictionTransformer<TICalibrator>.FeatureColumnName => DefaultColumnNames.Score;

    DataViewType ISingleFeaturePredictionTransformer<TICalibrator>.FeatureColumnType => NumberDataViewType.Single;

    TICalibrator IPredictionTransformer<TICalibrator>.Model => _calibrator;

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new ProbabilityMapper(schema, _scoreColumnName, _calibrator);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(_loaderSignature, typeof(CalibratorTransformer<>));
        ctx.SaveModel(_calibrator, CalibratorFolder);
        ctx.SaveString(_scoreColumnName);
    }
}

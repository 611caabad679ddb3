using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

public sealed class PlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    internal PlattCalibratorEstimator(IHostEnvironment env, string labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
        : base(env, labelColumnName, scoreColumnName, exampleWeightColumnName)
    {
    }

    private protected override PlattCalibrator Train(IDataView input)
    {
        DataViewSchema.Column? weight = WeightColumn.IsValid ? input.Schema[WeightColumn.Name] : null;
        return PlattFit.Fit(input, input.Schema[LabelColumn.Name], input.Schema[ScoreColumn.Name], weight);
    }

    private protected override CalibratorTransformer<PlattCalibrator> Create(PlattCalibrator calibrator, string scoreColumnName) =>
        new PlattCalibratorTransformer(Host, calibrator, scoreColumnName);
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

public sealed class FixedPlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    private readonly PlattCalibrator _calibrator;

    internal FixedPlattCalibratorEstimator(IHostEnvironment env, double slope, double offset, string scoreColumnName)
        : base(env, labelColumn: null, scoreColumnName, weightColumn: null) => _calibrator = new PlattCalibrator(slope, offset);

    private protected override PlattCalibrator Train(IDataView input) => _calibrator;

    private protected override CalibratorTransformer<PlattCalibrator> Create(PlattCalibrator calibrator, string scoreColumnName) =>
        new PlattCalibratorTransformer(Host, calibrator, scoreColumnName);
}

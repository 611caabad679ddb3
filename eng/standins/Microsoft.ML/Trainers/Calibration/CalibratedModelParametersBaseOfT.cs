using Microsoft.ML.Trainers;

namespace Microsoft.ML.Calibrators;

public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator> : CalibratedModelParametersBase, IValueMapperDist
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    private readonly IValueMapper<float> _mapper;

    private protected CalibratedModelParametersBase(TSubModel subModel, TCalibrator calibrator)
        : base(subModel, calibrator)
    {
        SubModel = subModel;
        Calibrator = calibrator;
        _mapper = (IValueMapper<float>)subModel;
    }

    public new TSubModel SubModel { get; }

    public new TCalibrator Calibrator { get; }

    int IValueMapper<float>.FeatureCount => _mapper.FeatureCount;

    ValueMapper<float> IValueMapper<float>.GetMapper() => _mapper.GetMapper();

    float IValueMapperDist.PredictProbability(float score) => Calibrator.PredictProbability(score);
}

using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using IBinaryTrainer = Microsoft.ML.Trainers.ITrainerEstimator<
    Microsoft.ML.ISingleFeaturePredictionTransformer<Microsoft.ML.Trainers.IValueMapper<float>>, Microsoft.ML.Trainers.IValueMapper<float>>;

namespace Microsoft.ML.Trainers;

public sealed class OneVersusAllTrainer : MetaMulticlassTrainer<MulticlassPredictionTransformer<OneVersusAllModelParameters>, OneVersusAllModelParameters>
{
    private readonly IBinaryTrainer _binaryTrainer;
    private readonly int _maximumCalibrationExampleCount;
    private readonly bool _useProbabilities;

    internal OneVersusAllTrainer(
        IHostEnvironment env, IBinaryTrainer binaryTrainer, string labelColumnName, int maximumCalibrationExampleCount, bool useProbabilities)
        : base(env, nameof(OneVersusAllTrainer), labelColumnName, binaryTrainer.Info)
    {
        _binaryTrainer = binaryTrainer;
        _maximumCalibrationExampleCount = maximumCalibrationExampleCount;
        _useProbabilities = useProbabilities;
    }

    public override MulticlassPredictionTransformer<OneVersusAllModelParameters> Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        DataViewSchema.Column label = input.Schema.GetColumnOrNull(LabelColumn.Name)
            ?? throw Host.ExceptSchemaMismatch(nameof(input), "label", LabelColumn.Name);
        int classCount = TrainingSet.CheckMulticlassLabel(label);
        var models = new IValueMapper<float>[classCount];
        // ML.NET learns class 0 once more, only to ask what the feature column is. It shows in the models of a trainer whose
        // random numbers go on from fit to fit, as those of a forest do.
        string featureColumnName = _binaryTrainer.Fit(new RowToRowMapperTransform(Host, input, new ClassLabelMapper(label, 0))).FeatureColumnName;
        for (int c = 0; c < classCount; c++)
        {
            var data = new RowToRowMapperTransform(Host, input, new ClassLabelMapper(label, c));
            ISingleFeaturePredictionTransformer<IValueMapper<float>> transformer = _binaryTrainer.Fit(data);
            models[c] = _useProbabilities && transformer.Model is not IValueMapperDist
                ? (IValueMapper<float>)CalibratedModelParameters.Create(transformer.Model, Calibrate(transformer, data))
                : transformer.Model;
        }

        var model = new OneVersusAllModelParameters(Host, models, _useProbabilities);
        return new MulticlassPredictionTransformer<OneVersusAllModelParameters>(Host, model, input.Schema, featureColumnName, LabelColumn.Name);
    }

    private PlattCalibrator Calibrate(ISingleFeaturePredictionTransformer<IValueMapper<float>> transformer, IDataView data)
    {
        IDataView scored = transformer.Transform(data);
        return PlattFit.Fit(
            scored,
            scored.Schema[LabelColumn.Name],
            scored.Schema[DefaultColumnNames.Score],
            maximumExampleCount: _maximumCalibrationExampleCount);
    }
}

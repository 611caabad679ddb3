using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class BinaryClassificationCatalog
{
    private CalibratorsCatalog? _calibrators;

    public CalibratorsCatalog Calibrators => _calibrators ??= new CalibratorsCatalog(this);

    public BinaryPredictionTransformer<TModel> ChangeModelThreshold<TModel>(BinaryPredictionTransformer<TModel> model, float threshold)
        where TModel : class
    {
        Contracts.CheckValue(model, nameof(model));
        return model.Threshold == threshold
            ? model
            : new BinaryPredictionTransformer<TModel>(
                this.GetEnvironment(), model.Model, model.TrainSchema, model.FeatureColumnName, threshold, model.ThresholdColumn);
    }

    public sealed class CalibratorsCatalog : CatalogInstantiatorBase
    {
        internal CalibratorsCatalog(BinaryClassificationCatalog catalog)
            : base(catalog)
        {
        }

        public PlattCalibratorEstimator Platt(
            string labelColumnName = DefaultColumnNames.Label,
            string scoreColumnName = DefaultColumnNames.Score,
            string? exampleWeightColumnName = null) =>
            new(this.GetEnvironment(), labelColumnName, scoreColumnName, exampleWeightColumnName);

        public IsotonicCalibratorEstimator Isotonic(
            string labelColumnName = DefaultColumnNames.Label,
            string scoreColumnName = DefaultColumnNames.Score,
            string? exampleWeightColumnName = null) =>
            new(this.GetEnvironment(), labelColumnName, scoreColumnName, exampleWeightColumnName);

        public FixedPlattCalibratorEstimator Platt(double slope, double offset, string scoreColumnName = DefaultColumnNames.Score) =>
            new(this.GetEnvironment(), slope, offset, scoreColumnName);
    }
}

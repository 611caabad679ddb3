using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>The feature stage over one form of images; derived classes say which.</summary>
/// <typeparam name="TRow">The rows' type, with the image in the property 'Image'.</typeparam>
public abstract class ConvFeaturesCase<TRow> : StageCase
    where TRow : ImageRow, new()
{
    public override string InputColumn => "Image";

    public override string OutputColumn => "Features";

    public override IEstimator<ITransformer> CreateEstimator() => Create(BadImageHandling.Throw);

    public override IEstimator<ITransformer> CreateLenientEstimator() => Create(BadImageHandling.Missing);

    public override IDataView CreateData(int rows) => Load(Enumerable.Range(0, rows).Select(i => CreateRow(i, missing: false)));

    public override IDataView CreateDataWithMissing(int rows, int missing) =>
        Load(Enumerable.Range(0, rows).Select(i => CreateRow(i, i == missing)));

    public override IDataView CreateDataOfWrongType() =>
        Context.Data.LoadFromEnumerable(
            new[]
            {
                new
                {
                    Image = 1.5,
                    Number = 1,
                    Name = "a",
                    Label = true,
                },
            }
        );

    public override float[] PredictOne(ITransformer transformer, int row)
    {
        using PredictionEngine<TRow, FeatureRow> engine = new MLContext().Model.CreatePredictionEngine<TRow, FeatureRow>(
            transformer,
            new PredictionEngineOptions { OwnsTransformer = false }
        );
        return engine.Predict(CreateRow(row, missing: false)).Features;
    }

    protected abstract void SetImage(TRow row, int number, bool missing);

    protected virtual ConvFeaturesOptions Configure(ConvFeaturesOptions options) => options;

    protected virtual IEstimator<ITransformer> Create(BadImageHandling bad) =>
        Context.Transforms.ConvFeatures(
            Tiny.Backbone,
            Configure(
                new ConvFeaturesOptions
                {
                    OutputColumnName = "Features",
                    InputColumnName = "Image",
                    BadImages = bad,
                }
            )
        );

    private IDataView Load(IEnumerable<TRow> rows) => Context.Data.LoadFromEnumerable(rows.ToList());

    private TRow CreateRow(int number, bool missing)
    {
        var row = new TRow
        {
            Number = number,
            Name = $"row {number}",
            Label = number % 3 == 0,
        };
        SetImage(row, number, missing);
        return row;
    }
}

public abstract class ImageRow
{
    public int Number { get; set; }

    public string Name { get; set; } = "";

    public bool Label { get; set; }
}

public sealed class FeatureRow
{
    public float[] Features { get; set; } = [];
}

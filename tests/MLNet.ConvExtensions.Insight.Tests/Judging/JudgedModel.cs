using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>Plain and striped photos, and models that learned from some of them.</summary>
public sealed class JudgedModel : IDisposable
{
    private readonly ITransformer _several;
    private readonly ITransformer _noOrYes;

    public JudgedModel()
    {
        Context = new MLContext(1);
        Photos = Context.Data.LoadImageFolder(Path.Combine(AppContext.BaseDirectory, "Data", "photos"));
        IDataView few = Context.Data.TakeRows(Context.Data.ShuffleRows(Photos, seed: 1), 8);
        IDataView flags = WithFlags(few);
        _several = Context
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(Context.Transforms.ConvFeatures("Features", "ImagePath", Backbone.Embedded))
            .Append(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(few);
        _noOrYes = Context
            .Transforms.ConvFeatures("Features", "ImagePath", Backbone.Embedded)
            .Append(Context.BinaryClassification.Trainers.LbfgsLogisticRegression())
            .Fit(flags);
        Several = Context.Model.CreateImageModel(_several, few.Schema);
        NoOrYes = Context.Model.CreateImageModel(_noOrYes, flags.Schema);
    }

    public MLContext Context { get; }

    /// <summary>Paths, and the classes 'plain' and 'striped'.</summary>
    public IDataView Photos { get; }

    /// <summary>Tells the two classes apart.</summary>
    public ImageModel Several { get; }

    /// <summary>Says whether a photo is striped.</summary>
    public ImageModel NoOrYes { get; }

    public string[] Paths => [.. Photos.GetColumn<string>("ImagePath")];

    /// <summary>The rows with Boolean labels: whether they are striped.</summary>
    public IDataView WithFlags(IDataView rows) =>
        Context.Data.LoadFromEnumerable(
            rows.GetColumn<string>("ImagePath").Zip(rows.GetColumn<string>("Label"), (path, label) => new Flagged(path, label == "striped"))
        );

    /// <summary>What ML.NET's own evaluator says of the model of several classes.</summary>
    public MulticlassClassificationMetrics Evaluated() => Context.MulticlassClassification.Evaluate(_several.Transform(Photos));

    /// <summary>What it says of the model that says no or yes.</summary>
    public CalibratedBinaryClassificationMetrics EvaluatedNoOrYes() =>
        Context.BinaryClassification.Evaluate(_noOrYes.Transform(WithFlags(Photos)));

    public void Dispose()
    {
        Several.Dispose();
        NoOrYes.Dispose();
        (_several as IDisposable)?.Dispose();
        (_noOrYes as IDisposable)?.Dispose();
    }

    private sealed record Flagged(string ImagePath, bool Label);
}

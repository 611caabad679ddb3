using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace Conformance.Trees;

/// <summary>Trees on MobileNetV2 features of real photos of wild cats: even rows train, odd rows test.</summary>
public class WildcatsTests
{
    // What the project asks for; the stand-ins come much closer.
    private const double Tolerance = 0.02;

    private readonly MLContext _context = new(1);

    [SkippableTheory]
    [InlineData("FastForest")]
    [InlineData("FastTree")]
    public void SnowLeopardsAreToldFromTheRest(string trainer)
    {
        WildcatsFeatures wildcats = WildcatsFeatures.LoadOrSkip();
        IDataView train = View(wildcats.Rows(0)), test = View(wildcats.Rows(1));
        var trainers = _context.BinaryClassification.Trainers;
        ITransformer model = trainer == "FastTree" ? trainers.FastTree().Fit(train) : trainers.FastForest().Fit(train);
        var metrics = _context.BinaryClassification.EvaluateNonCalibrated(model.Transform(test));

        Assert.Equal(wildcats.Reference("binary", trainer, "Accuracy"), metrics.Accuracy, Tolerance);
        Assert.Equal(wildcats.Reference("binary", trainer, "AreaUnderRocCurve"), metrics.AreaUnderRocCurve, Tolerance);
        Assert.Equal(wildcats.Reference("binary", trainer, "AreaUnderPrecisionRecallCurve"), metrics.AreaUnderPrecisionRecallCurve, Tolerance);
        Assert.Equal(wildcats.Reference("binary", trainer, "F1Score"), metrics.F1Score, Tolerance);
    }

    [SkippableTheory]
    [InlineData("FastForest")]
    [InlineData("FastTree")]
    public void SevenCatsAreToldApart(string trainer)
    {
        WildcatsFeatures wildcats = WildcatsFeatures.LoadOrSkip();
        var binary = _context.BinaryClassification.Trainers;
        var multiclass = _context.MulticlassClassification;
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Name").Append(trainer == "FastTree"
            ? multiclass.Trainers.OneVersusAll(binary.FastTree())
            : multiclass.Trainers.OneVersusAll(binary.FastForest()));
        var metrics = multiclass.Evaluate(pipeline.Fit(View(wildcats.Rows(0))).Transform(View(wildcats.Rows(1))));

        Assert.Equal(wildcats.Reference("multiclass", $"OneVersusAll({trainer})", "MicroAccuracy"), metrics.MicroAccuracy, Tolerance);
        Assert.Equal(wildcats.Reference("multiclass", $"OneVersusAll({trainer})", "MacroAccuracy"), metrics.MacroAccuracy, Tolerance);
        Assert.Equal(wildcats.Reference("multiclass", $"OneVersusAll({trainer})", "LogLoss"), metrics.LogLoss, 0.1);
    }

    private IDataView View(IEnumerable<WildcatsFeatures.Row> rows) => _context.Data.LoadFromEnumerable(rows);
}

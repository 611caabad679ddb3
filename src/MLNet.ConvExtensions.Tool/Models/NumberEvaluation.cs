using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How far a model's numbers are from those that are known.</summary>
internal sealed record NumberEvaluation : ModelEvaluation
{
    [JsonPropertyOrder(-3)]
    public override string Task => "regression";

    /// <summary>1 less the squared errors as a part of the labels' squared distances from their mean; null where all labels are alike.</summary>
    public double? RSquared { get; private init; }

    public double MeanAbsoluteError { get; private init; }

    public double RootMeanSquaredError { get; private init; }

    protected override string GroupMeasure => "Mean absolute error";

    /// <param name="images">The images that could be read, one or more.</param>
    /// <param name="all">All images, in their order.</param>
    public static NumberEvaluation Of(IReadOnlyList<JudgedImage> images, IReadOnlyList<JudgedImage> all)
    {
        var context = new MLContext();
        IDataView judged = context.Data.LoadFromEnumerable(
            images.Select(i => new Row { Label = (float)i.Truth, Score = i.Prediction.Value!.Value })
        );
        RegressionMetrics metrics = context.Regression.Evaluate(judged);
        bool differ = images.DistinctBy(i => i.Truth).Skip(1).Any();
        return new NumberEvaluation
        {
            Images = images.Count,
            Unread = all.Count - images.Count,
            RSquared = differ ? Finite(metrics.RSquared) : null,
            MeanAbsoluteError = metrics.MeanAbsoluteError,
            RootMeanSquaredError = metrics.RootMeanSquaredError,
            Groups = GroupValue.Of(images, i => Math.Abs(i.Prediction.Value!.Value - i.Truth), isHigherBetter: false),
            Results = [.. all.Select(ImageResult.Of)],
        };
    }

    protected override void WriteFigures(TextWriter output)
    {
        string rSquared = RSquared is { } known ? Text($"{known:0.0000}") : "not defined, since all labels are alike";
        output.WriteLine(
            Text($"Mean absolute error {MeanAbsoluteError:G5}, root mean squared error {RootMeanSquaredError:G5}, R2 {rSquared}")
        );
    }

    private sealed class Row
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}

using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>How often a model that answers false or true is right.</summary>
internal sealed record BinaryEvaluation : ModelEvaluation
{
    private string _table = "";

    [JsonPropertyOrder(-3)]
    public override string Task => "binary";

    /// <summary>How often what the model says is right, by its own threshold.</summary>
    public double Accuracy { get; private init; }

    /// <summary>The area under the ROC curve; null where all images are of one class.</summary>
    public double? AreaUnderRocCurve { get; private init; }

    /// <summary>Null where the model says true of none, or none is true.</summary>
    public double? F1Score { get; private init; }

    public double? Precision { get; private init; }

    public double? Recall { get; private init; }

    /// <summary>The mean of minus the natural logarithm of the right answer's probability.</summary>
    public double? LogLoss { get; private init; }

    protected override string GroupMeasure => "Accuracy";

    /// <param name="images">The images that could be read, one or more.</param>
    /// <param name="all">All images, in their order.</param>
    /// <param name="classes">What false and true are called.</param>
    public static BinaryEvaluation Of(IReadOnlyList<JudgedImage> images, IReadOnlyList<JudgedImage> all, IReadOnlyList<string> classes)
    {
        // Classes are named by what they stand for here, and by the model as false and true: their places tell.
        bool[] said = [.. images.Select(SaysTrue)];
        bool[] truths = [.. images.Select(i => i.Truth > 0)];
        int bothTrue = Count(true, true),
            saidTrue = said.Count(s => s),
            areTrue = truths.Count(t => t);
        bool differ = areTrue > 0 && areTrue < truths.Length;
        return new BinaryEvaluation
        {
            Images = images.Count,
            Unread = all.Count - images.Count,
            Accuracy = (bothTrue + Count(false, false)) / (double)images.Count,
            AreaUnderRocCurve = differ ? AreaUnderCurve(images) : null,
            Precision = saidTrue == 0 ? null : bothTrue / (double)saidTrue,
            Recall = areTrue == 0 ? null : bothTrue / (double)areTrue,
            F1Score = saidTrue + areTrue == 0 ? null : 2.0 * bothTrue / (saidTrue + areTrue),
            LogLoss = Finite(images.Average(i => -Math.Log(Math.Clamp(i.Truth > 0 ? OfTrue(i) : 1 - OfTrue(i), float.Epsilon, 1)))),
            Groups = GroupValue.Of(images, i => SaysTrue(i) == i.Truth > 0 ? 1 : 0, isHigherBetter: true),
            Results = [.. all.Select(i => ImageResult.Of(i) with { Probability = i.Prediction.Error is null ? (float)OfTrue(i) : null })],
            _table = string.Join(
                '\n',
                new[] { 0, 1 }.Select(t =>
                    Text($"  of {classes[t]}: {Count(t > 0, false)} taken for {classes[0]}, {Count(t > 0, true)} for {classes[1]}")
                )
            ),
        };

        int Count(bool truth, bool answer) => truths.Zip(said).Count(p => p == (truth, answer));
    }

    protected override string Scope => " of a model that says yes or no";

    protected override void WriteFigures(TextWriter output)
    {
        output.WriteLine(
            $"Accuracy on these images: {Figure(Accuracy)}, AUC {Figure(AreaUnderRocCurve)}, F1 {Figure(F1Score)}, precision "
                + $"{Figure(Precision)}, recall {Figure(Recall)}, log loss {Figure(LogLoss)}"
        );
        output.WriteLine(_table);
    }

    private static bool SaysTrue(JudgedImage image) => image.Prediction.Classes.Any(c => c.Index == 1 && c.Name == image.Prediction.Label);

    private static double OfTrue(JudgedImage image) => image.Prediction.Classes.First(c => c.Index == 1).Probability;

    private static double AreaUnderCurve(IReadOnlyList<JudgedImage> images)
    {
        // By the scores, which differ where probabilities are rounded to the same.
        var context = new MLContext();
        IDataView judged = context.Data.LoadFromEnumerable(
            images.Select(i => new Row
            {
                Label = i.Truth > 0,
                Score = i.Prediction.Scores is [var score] ? score : (float)OfTrue(i),
                PredictedLabel = SaysTrue(i),
            })
        );
        return context.BinaryClassification.EvaluateNonCalibrated(judged).AreaUnderRocCurve;
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.AutoML.Data;
using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Fits a trainer on rows and reads what it predicts for others. A context of its own each time: what was fitted before changes nothing.
/// </summary>
internal static class TrialModel
{
    public static ITransformer Fit(ComparedTrainer trainer, HyperParameterValues parameter, IDataView rows, int seed)
    {
        var context = new MLContext(seed);
        return trainer.Create(context, parameter).Fit(rows);
    }

    public static Predictions Predict(ITransformer model, FeatureTable table, LabelledRows data, int[] rows)
    {
        IDataView scored = model.Transform(new FeatureRows(table, data, rows));
        DataViewSchema.Column column = scored.Schema["Score"];
        using DataViewRowCursor cursor = scored.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        var probabilities = new List<float[]>(rows.Length);
        VBuffer<float> score = default;
        while (cursor.MoveNext())
        {
            getter(ref score);
            if (score.Length != data.Classes.Count)
                throw new InvalidOperationException(
                    $"The trainer's column 'Score' has {score.Length} values; there are {data.Classes.Count} classes."
                );
            probabilities.Add(Probabilities([.. score.DenseValues()], data.Names[rows[probabilities.Count]]));
        }

        return new Predictions([.. rows.Select(r => data.Labels[r])], [.. probabilities]);
    }

    /// <summary>
    /// Scores that are probabilities already stay what they are; shares are made to add up to 1; others go through a softmax.
    /// </summary>
    /// <param name="scores">The scores; minus infinity is that of an impossible class.</param>
    /// <param name="row">What to call the row.</param>
    /// <exception cref="InvalidOperationException">Scores are no numbers: which class they are for can't be said.</exception>
    internal static float[] Probabilities(float[] scores, string row)
    {
        if (Array.Exists(scores, s => float.IsNaN(s) || s == float.PositiveInfinity) || !Array.Exists(scores, float.IsFinite))
            throw new InvalidOperationException($"The trainer's scores of {row} are {string.Join(", ", scores)}: not all are numbers.");
        if (Array.TrueForAll(scores, s => s >= 0))
        {
            float sum = scores.Sum();
            return sum > 0 ? [.. scores.Select(s => s / sum)] : [.. scores.Select(_ => 1f / scores.Length)];
        }

        float largest = scores.Max();
        float[] exponentials = [.. scores.Select(s => MathF.Exp(s - largest))];
        float total = exponentials.Sum();
        return [.. exponentials.Select(e => e / total)];
    }
}

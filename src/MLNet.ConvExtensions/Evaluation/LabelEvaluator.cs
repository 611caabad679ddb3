namespace MLNet.ConvExtensions.Evaluation;

/// <summary>Computes how well several labels at once are predicted.</summary>
internal static class LabelEvaluator
{
    public static MultilabelClassificationMetrics Evaluate(
        VectorColumn labels,
        VectorColumn scores,
        VectorColumn probabilities,
        VectorColumn predicted
    )
    {
        labels.RequireSameShape(scores);
        labels.RequireSameShape(probabilities);
        labels.RequireSameShape(predicted);
        int width = labels.Width,
            rows = labels.Rows;
        int wrong = 0,
            bothOfAll = 0,
            eitherOfAll = 0,
            exact = 0;
        double loss = 0;
        for (int row = 0; row < rows; row++)
        {
            bool same = true;
            for (int i = 0; i < width; i++)
            {
                bool has = labels[row, i] > 0,
                    said = predicted[row, i] > 0;
                same &= has == said;
                wrong += has == said ? 0 : 1;
                bothOfAll += has && said ? 1 : 0;
                eitherOfAll += (has ? 1 : 0) + (said ? 1 : 0);
                double right = has ? probabilities[row, i] : 1 - probabilities[row, i];
                loss -= Math.Log(Math.Clamp(right, float.Epsilon, 1));
            }

            exact += same ? 1 : 0;
        }

        return new MultilabelClassificationMetrics
        {
            Labels =
            [
                .. Enumerable.Range(0, width).Select(i => Of(labels.NameOf(i), labels.Element(i), scores.Element(i), predicted.Element(i))),
            ],
            SubsetAccuracy = exact / (double)rows,
            HammingLoss = wrong / ((double)rows * width),
            MicroF1Score = F1(bothOfAll, eitherOfAll),
            LogLoss = loss / rows / width,
        };
    }

    private static LabelMetrics Of(string name, double[] labels, double[] scores, double[] predicted)
    {
        int both = labels.Zip(predicted).Count(p => p is { First: > 0, Second: > 0 }),
            has = labels.Count(l => l > 0),
            said = predicted.Count(p => p > 0);
        var curve = RankCurve.Of(scores, labels.Select(l => l > 0));
        return new LabelMetrics
        {
            Name = name,
            Positives = has,
            AreaUnderRocCurve = curve.AreaUnderRocCurve,
            AveragePrecision = curve.AveragePrecision,
            F1Score = F1(both, has + said),
            Precision = both / (double)said,
            Recall = both / (double)has,
            Accuracy = labels.Zip(predicted).Count(p => p.First > 0 == p.Second > 0) / (double)labels.Length,
        };
    }

    private static double F1(int both, int either) => either == 0 ? 0 : 2.0 * both / either;
}

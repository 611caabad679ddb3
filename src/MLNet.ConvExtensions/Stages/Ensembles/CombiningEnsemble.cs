using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Votes or averages of fitted members, with a weight each.</summary>
internal static class CombiningEnsemble
{
    // Enough to see whether scores are shares; few enough to cost nothing beside the fitting.
    private const int RowsToCheck = 32;

    // What a score counts beside its member's vote: nothing, as far as floats tell, but where it is missing the sum is missing too.
    private const float Trace = 1e-30f;

    public static EnsembleTransformer Create(
        IDataView input,
        ModelTask task,
        MemberList members,
        IReadOnlyList<ITransformer> fitted,
        IReadOnlyList<float>? weights,
        bool votes,
        string labelColumn
    )
    {
        MemberOutput[] outputs = Outputs(task, members, fitted, input.Schema, votes);
        ClassList? classes = task == ModelTask.Multiclass ? MemberClasses.Unite(members, outputs, input.Schema, labelColumn) : null;
        if (classes is not null && !votes)
            CheckShares(input, members, fitted);
        weights ??= [.. Enumerable.Repeat(1f, members.Count)];
        float total = weights.Sum();
        float[] shares = [.. weights.Select(w => w / total)];

        EnsembleChain chain = EnsembleChain.Create(input, members, fitted, outputs, votes);
        if (classes is not null)
        {
            (int width, Func<int, (int[], float[])> places) = Places(outputs, classes, shares);
            chain.AddModel(LinearModels.Sums(chain.Context, chain.Combined, width, classes, places));
        }
        else if (task == ModelTask.Binary)
        {
            chain.AddModel(LinearModels.Mean(chain.Context, chain.Combined, weights, scaled => WithTraces(scaled, outputs)));
        }
        else
        {
            chain.AddModel(LinearModels.Sum(chain.Context, chain.Combined, shares));
        }

        return Finish(chain, members, fitted, shares, null);
    }

    public static EnsembleTransformer Finish(
        EnsembleChain chain,
        MemberList members,
        IReadOnlyList<ITransformer> fitted,
        IReadOnlyList<float> weights,
        ITransformer? metaModel
    )
    {
        chain.Finish();
        return new EnsembleTransformer(
            new TransformerChain<ITransformer>([.. chain.Stages]),
            fitted,
            weights,
            metaModel,
            fitted.Where((_, i) => members.IsFitted(i))
        );
    }

    public static MemberOutput[] Outputs(
        ModelTask task,
        MemberList members,
        IReadOnlyList<ITransformer> fitted,
        DataViewSchema input,
        bool votes,
        bool allowUncalibrated = false
    ) =>
        [
            .. fitted.Select(
                (t, i) =>
                    votes
                        ? MemberOutput.Vote(members.Describe(i), task, t.GetOutputSchema(input))
                        : MemberOutput.Number(members.Describe(i), task, t.GetOutputSchema(input), allowUncalibrated)
            ),
        ];

    /// <summary>Where a class is among the numbers of all members, and what it counts there.</summary>
    private static (int Width, Func<int, (int[] Places, float[] Values)> Of) Places(
        MemberOutput[] outputs,
        ClassList classes,
        float[] shares
    )
    {
        int[] starts = new int[outputs.Length];
        for (int i = 1; i < outputs.Length; i++)
            starts[i] = starts[i - 1] + Slots(outputs[i - 1]);
        int[][] places = [.. outputs.Select(o => classes.PlacesIn(o.Classes!))];
        return (
            starts[^1] + Slots(outputs[^1]),
            c =>
            {
                (int Place, float Value)[] all =
                [
                    .. Enumerable.Range(0, outputs.Length).Where(i => places[i][c] >= 0).SelectMany(i => Of(i, places[i][c])),
                ];
                return ([.. all.Select(p => p.Place)], [.. all.Select(p => p.Value)]);
            }
        );

        IEnumerable<(int, float)> Of(int member, int place)
        {
            yield return (starts[member] + place, shares[member]);
            if (outputs[member].HasScores)
                yield return (starts[member] + outputs[member].Width + place, shares[member] * Trace);
        }
    }

    /// <summary>The numbers that a member's column has.</summary>
    private static int Slots(MemberOutput output) => output.HasScores ? 2 * output.Width : output.Width;

    private static float[] WithTraces(float[] weights, MemberOutput[] outputs) =>
        [.. weights.Zip(outputs).SelectMany(w => w.Second.HasScores ? new[] { w.First, w.First * Trace } : [w.First])];

    private static void CheckShares(IDataView input, MemberList members, IReadOnlyList<ITransformer> fitted)
    {
        IDataView few = new MLContext().Data.TakeRows(input, RowsToCheck);
        for (int i = 0; i < fitted.Count; i++)
        {
            int row = 0;
            foreach (float[] scores in fitted[i].Transform(few).GetColumn<float[]>("Score"))
            {
                bool shares =
                    scores.All(s => float.IsNaN(s) || s >= -1e-4f) && (scores.Any(float.IsNaN) || Math.Abs(scores.Sum() - 1) < 1e-2f);
                if (!shares)
                {
                    throw new InvalidOperationException(
                        $"{members.Describe(i)} gives scores that are no probabilities (row {row}: {string.Join(", ", scores.Take(4))}), "
                            + "which have no average with others. "
                            + "Give it a trainer whose scores add up to 1, let the members vote, or stack them."
                    );
                }

                row++;
            }
        }
    }
}

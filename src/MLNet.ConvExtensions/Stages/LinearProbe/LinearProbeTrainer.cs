using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.LinearProbe;

namespace MLNet.ConvExtensions;

/// <summary>
/// Logistic regression whose L2 regularization is chosen by cross-validation, as features are judged in the papers of CLIP (Radford et al.
/// 2021) and DINO (Caron et al. 2021): the most accurate of 97 values from 0.000001 to 1,000,000, eight to a decade, found by a search
/// that begins with every sixteenth and halves its steps about the best. Among equally accurate ones the least logarithmic loss decides.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, about 80 times; they are cached,
/// so that features are computed once</description></item>
/// <item><term>Input column data type</term><description>Label: key. Features: known-sized vector of
/// <see cref="float"/></description></item>
/// <item><term>Output column data type</term><description>Score: vector of <see cref="float"/>, the probabilities. PredictedLabel:
/// key</description></item>
/// <item><term>Saved in a model as</term><description>ML.NET's logistic regression</description></item>
/// </list>
/// </remarks>
public sealed class LinearProbeTrainer : IEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>
{
    private readonly LinearProbeOptions _options;

    internal LinearProbeTrainer(LinearProbeOptions options) => _options = options;

    /// <summary>Chooses the regularization and fits with it on all rows.</summary>
    /// <param name="input">Data with labels and features; rows without a label are left out.</param>
    /// <returns>ML.NET's own fitted logistic regression.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a column is missing or of another type, or there are fewer than two classes of two rows (or groups).
    /// </exception>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        IDataView rows = Cached(input);
        return Trainer(new MLContext(_options.Seed), Choose(rows).L2Regularization).Fit(rows);
    }

    /// <summary>Chooses the regularization.</summary>
    /// <param name="input">Data with labels and features.</param>
    /// <returns>It, and how good it was on rows that weren't learned from.</returns>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public LinearProbeChoice ChooseRegularization(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Choose(Cached(input));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _options.Validate();
        return Trainer(new MLContext(), 1).GetOutputSchema(inputSchema);
    }

    private IDataView Cached(IDataView input)
    {
        _options.Validate();
        ColumnValues.Find(input, _options.FeatureColumnName, "feature", vectors: true);
        return new MLContext().Data.Cache(input, _options.LabelColumnName, _options.FeatureColumnName);
    }

    private LinearProbeChoice Choose(IDataView rows)
    {
        int[] labels = [.. ColumnValues.Labels(rows, ModelTask.Multiclass, _options.LabelColumnName).Select(l => (int)l)];
        int[] groups = ColumnValues.Groups(rows, _options.GroupColumnName) ?? [.. Enumerable.Range(0, labels.Length)];
        ProbeFolds folds = ProbeFolds.Draw(labels, groups, _options);
        var search = new RegularizationSearch(l2 => Judge(rows, folds, labels, l2));
        LinearProbeChoice best = search.Run();
        _options.Logger?.LogInformation(
            "L2 regularization {L2:G4}: {Accuracy:P1} of the rows told right by {Folds} folds.",
            best.L2Regularization,
            best.Accuracy,
            folds.Count
        );
        return best;
    }

    private LinearProbeChoice Judge(IDataView rows, ProbeFolds folds, int[] labels, float l2)
    {
        int right = 0,
            judged = 0;
        double loss = 0;
        for (int fold = 0; fold < folds.Count; fold++)
        {
            ITransformer model = Trainer(new MLContext(_options.Seed), l2).Fit(new SampledView(rows, folds.Others(fold)));
            IDataView told = model.Transform(new SampledView(rows, folds.Of(fold)));
            float[][] scores = [.. told.GetColumn<float[]>("Score")];
            int[] known = [.. Enumerable.Range(0, labels.Length).Where(r => folds.Of(fold)[r] > 0).Select(r => labels[r])];
            for (int i = 0; i < known.Length; i++)
            {
                right += Array.IndexOf(scores[i], scores[i].Max()) == known[i] ? 1 : 0;
                loss -= Math.Log(Math.Max(scores[i][known[i]], 1e-15));
            }

            judged += known.Length;
        }

        return new LinearProbeChoice(l2, (double)right / judged, loss / judged);
    }

    private LbfgsMaximumEntropyMulticlassTrainer Trainer(MLContext context, float l2) =>
        context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = _options.LabelColumnName,
                FeatureColumnName = _options.FeatureColumnName,
                L1Regularization = 0,
                L2Regularization = l2,
            }
        );
}

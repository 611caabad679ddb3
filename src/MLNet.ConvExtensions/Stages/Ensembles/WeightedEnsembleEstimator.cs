using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>Averages with weights that are learned on rows that the members haven't seen.</summary>
internal sealed class WeightedEnsembleEstimator(ModelTask task, MemberList members, WeightedEnsembleOptions options) : EnsembleEstimator
{
    private protected override EnsembleTransformer FitCore(IDataView input)
    {
        Validate();
        double[] labels = ColumnValues.Labels(input, task, options.LabelColumnName);
        float[] weights = members.AllFitted ? LearnFromFitted(input, labels) : LearnFromHeldOut(input, labels);
        using var fitted = new FittedMembers(members);
        fitted.Fit(input);
        return fitted.HandOver(CombiningEnsemble.Create(input, task, members, fitted.All, weights, votes: false, options.LabelColumnName));
    }

    private protected override SchemaShape GetOutputSchemaCore(SchemaShape inputSchema)
    {
        Validate();
        members.CheckShapes(inputSchema);
        return OutputShapes.Add(task, inputSchema, options.LabelColumnName);
    }

    private float[] LearnFromFitted(IDataView input, double[] labels)
    {
        using var fitted = new FittedMembers(members);
        fitted.Fit(input);
        return Learn(input, labels, fitted.All);
    }

    private float[] LearnFromHeldOut(IDataView input, double[] labels)
    {
        bool[] held = new RowSampler(labels.Length, ColumnValues.Groups(input, options.GroupColumnName), options.Seed).HeldOut(
            options.HeldOutFraction,
            task == ModelTask.Regression ? null : labels
        );
        int count = held.Count(h => h);
        if (count == 0 || count == held.Length)
        {
            throw new ArgumentException(
                $"Of {held.Length} rows{(options.GroupColumnName is null ? "" : $" in groups by '{options.GroupColumnName}'")}, {count} would be held out "
                    + $"({nameof(WeightedEnsembleOptions.HeldOutFraction)} is {options.HeldOutFraction}); there must be some, and some "
                    + "left to fit on."
            );
        }

        using var fitted = new FittedMembers(members);
        fitted.Fit(new SampledView(input, [.. held.Select(h => h ? 0 : 1)]));
        return Learn(new SampledView(input, [.. held.Select(h => h ? 1 : 0)]), [.. labels.Where((_, i) => held[i])], fitted.All);
    }

    private float[] Learn(IDataView data, double[] labels, IReadOnlyList<ITransformer> fitted)
    {
        MemberOutput[] outputs = CombiningEnsemble.Outputs(task, members, fitted, data.Schema, votes: false);
        ClassList? classes =
            task == ModelTask.Multiclass ? MemberClasses.Unite(members, outputs, data.Schema, options.LabelColumnName) : null;
        double[][] fits = [.. labels.Select(_ => new double[members.Count])];
        for (int i = 0; i < members.Count; i++)
        {
            int row = 0;
            foreach (float[] scores in MemberScores.Read(fitted[i], data, outputs[i], classes))
            {
                double label = labels[row];
                fits[row][i] = task switch
                {
                    ModelTask.Multiclass => label < 0 ? double.NaN : scores[(int)label],
                    ModelTask.Binary => label > 0 ? scores[0] : 1 - scores[0],
                    _ => scores[0] - label,
                };
                row++;
            }
        }

        double[][] whole = [.. fits.Where(r => r.All(double.IsFinite))];
        if (whole.Length == 0)
            throw new InvalidOperationException(
                "The weights can't be learned: no held-out row has a label and a finite prediction of every member."
            );
        return task == ModelTask.Regression ? MixtureWeights.OfLeastSquares(whole) : MixtureWeights.OfLeastLogLoss(whole);
    }

    private void Validate()
    {
        members.Validate(fewest: 2);
        options.Base.Validate(members.Count);
        options.Validate();
    }
}

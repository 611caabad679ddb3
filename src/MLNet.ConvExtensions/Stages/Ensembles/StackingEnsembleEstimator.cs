using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>
/// Another trainer learns from what members say of rows that they weren't fitted on (Wolpert, Stacked generalization, 1992; out-of-fold
/// predictions as in Breiman, Stacked regressions, 1996).
/// </summary>
internal sealed class StackingEnsembleEstimator(
    ModelTask task,
    IEstimator<ITransformer> metaTrainer,
    MemberList members,
    StackingEnsembleOptions options
) : EnsembleEstimator
{
    private protected override EnsembleTransformer FitCore(IDataView input)
    {
        Validate();
        foreach (string column in options.PassThroughColumnNames)
        {
            if (input.Schema.GetColumnOrNull(column) is null)
                throw new ArgumentException(
                    $"There is no column '{column}', which "
                        + $"{nameof(StackingEnsembleOptions)}.{nameof(StackingEnsembleOptions.PassThroughColumnNames)} names."
                );
        }

        double[] labels = ColumnValues.Labels(input, task, options.LabelColumnName);
        int[] parts = new RowSampler(labels.Length, ColumnValues.Groups(input, options.GroupColumnName), options.Seed).Parts(
            options.NumberOfFolds,
            task == ModelTask.Regression ? null : labels
        );
        using var fitted = new FittedMembers(members);
        fitted.Fit(input);
        MemberOutput[] outputs = CombiningEnsemble.Outputs(task, members, fitted.All, input.Schema, votes: false, allowUncalibrated: true);
        float[][] seen = OutOfFold(input, parts, fitted.All, outputs);

        EnsembleChain chain = EnsembleChain.Create(input, members, fitted.All, outputs, votes: false);
        var training = new AddedColumnView(input, chain.Combined, outputs.Sum(o => o.Width), seen);
        ITransformer features = chain
            .Context.Transforms.Concatenate(options.MetaFeatureColumnName, [chain.Combined, .. options.PassThroughColumnNames])
            .Fit(training);
        ITransformer meta;
        try
        {
            meta = metaTrainer.Fit(features.Transform(training));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"The trainer that combines the members failed: {e.Message}", e);
        }

        chain.AddModel(features, meta);
        return fitted.HandOver(CombiningEnsemble.Finish(chain, members, fitted.All, [], meta));
    }

    private protected override SchemaShape GetOutputSchemaCore(SchemaShape inputSchema)
    {
        Validate();
        members.CheckShapes(inputSchema);
        return OutputShapes.AddOutputs(
            inputSchema,
            metaTrainer.GetOutputSchema(
                VectorShape.Of(new MLContext().Transforms, options.MetaFeatureColumnName, 1).GetOutputSchema(inputSchema)
            )
        );
    }

    /// <summary>What each row's members say that were fitted without the row's part, one member's numbers after another's.</summary>
    private float[][] OutOfFold(IDataView input, int[] parts, IReadOnlyList<ITransformer> fitted, MemberOutput[] outputs)
    {
        float[][] seen = [.. parts.Select(_ => new float[outputs.Sum(o => o.Width)])];
        for (int part = 0; part < options.NumberOfFolds; part++)
        {
            var others = new SampledView(input, [.. parts.Select(p => p == part ? 0 : 1)]);
            var own = new SampledView(input, [.. parts.Select(p => p == part ? 1 : 0)]);
            int[] rows = [.. Enumerable.Range(0, parts.Length).Where(r => parts[r] == part)];
            int start = 0;
            for (int i = 0; i < members.Count; i++)
            {
                ITransformer member = members.IsFitted(i) ? fitted[i] : members.Fit(i, others);
                try
                {
                    MemberOutput output = MemberOutput.Number(
                        members.Describe(i),
                        task,
                        member.GetOutputSchema(input.Schema),
                        allowUncalibrated: true
                    );
                    int row = 0;
                    foreach (float[] values in MemberScores.Read(member, own, output, outputs[i].Classes))
                        values.CopyTo(seen[rows[row++]], start);
                }
                finally
                {
                    if (!members.IsFitted(i))
                        (member as IDisposable)?.Dispose();
                }

                start += outputs[i].Width;
            }
        }

        return seen;
    }

    private void Validate()
    {
        members.Validate(fewest: 1);
        options.Base.Validate(members.Count);
        options.Validate();
    }
}

using Microsoft.ML;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

public sealed class EnsembleErrorTests : IDisposable
{
    private readonly VotingMulticlassBattery.Case _multiclass = new();
    private readonly VotingBinaryBattery.Case _binary = new();

    private MLContext Context => _multiclass.Context;

    private IDataView Data => _multiclass.CreateData(60);

    public void Dispose()
    {
        _multiclass.Dispose();
        _binary.Dispose();
    }

    [Fact]
    public void One_member_is_no_ensemble() =>
        Fails("1 members", Context.MulticlassClassification.Trainers.VotingEnsemble(EnsembleCase.Multiclass(Context)[0]));

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Weights_must_be_above_zero(float weight) =>
        Fails(
            "Weights[1]",
            Context.MulticlassClassification.Trainers.AveragingEnsemble(
                EnsembleCase.Multiclass(Context),
                new EnsembleOptions { Weights = [1, weight, 1] }
            )
        );

    [Fact]
    public void There_must_be_as_many_weights_as_members() =>
        Fails(
            "as many as there are members, 3",
            Context.MulticlassClassification.Trainers.AveragingEnsemble(
                EnsembleCase.Multiclass(Context),
                new EnsembleOptions { Weights = [1, 1] }
            )
        );

    [Fact]
    public void A_member_of_another_task_is_told_by_its_place()
    {
        IEstimator<ITransformer>[] members =
        [
            Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
            new EnsembleMember(BinaryModel(), "sure or not"),
        ];
        Fails("Member 2 of the ensemble ('sure or not')", Context.MulticlassClassification.Trainers.VotingEnsemble(members));
        Fails("PredictedLabel", Context.MulticlassClassification.Trainers.VotingEnsemble(members));
    }

    [Fact]
    public void A_member_that_fails_is_told_by_its_place_and_name()
    {
        IEstimator<ITransformer>[] members =
        [
            Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
            new EnsembleMember(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(featureColumnName: "Hog"), "hog"),
        ];
        Fails("Member 2 of the ensemble ('hog')", Context.MulticlassClassification.Trainers.VotingEnsemble(members));
        Fails("'Hog'", Context.MulticlassClassification.Trainers.VotingEnsemble(members));
    }

    [Fact]
    public void A_transform_without_a_model_is_no_member() =>
        Fails(
            "Member 1 of the ensemble adds no column",
            Context.MulticlassClassification.Trainers.VotingEnsemble(
                Context.Transforms.CopyColumns("Copy", "Features"),
                Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()
            )
        );

    [Fact]
    public void Members_of_other_classes_are_refused_with_their_classes()
    {
        IDataView data = Members.View(Context, [new() { Kind = "a", Score0 = Members.Dense(1, 0) }], ["a", "b"], 2);
        Exception error = Assert.ThrowsAny<Exception>(() =>
            Context
                .MulticlassClassification.Trainers.AveragingEnsemble(
                    Members.Classifier(Context, 0, "a", "b"),
                    Members.Classifier(Context, 0, "cat", "dog")
                )
                .Fit(data)
        );
        Assert.Contains("Member 2 of the ensemble predicts other classes: 'cat', 'dog'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_that_are_no_probabilities_have_no_average()
    {
        IEstimator<ITransformer>[] members =
        [
            Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
            Context.MulticlassClassification.Trainers.OneVersusAll(
                Context.BinaryClassification.Trainers.LinearSvm(),
                useProbabilities: false
            ),
        ];
        Fails(
            "Member 2 of the ensemble gives scores that are no probabilities",
            Context.MulticlassClassification.Trainers.AveragingEnsemble(members)
        );
        using EnsembleTransformer votes = Context.MulticlassClassification.Trainers.VotingEnsemble(members).Fit(Data);
        Assert.Equal(2, votes.Members.Count);
    }

    [Fact]
    public void A_binary_member_without_probabilities_is_told_what_to_append()
    {
        MLContext context = _binary.Context;
        Exception error = Assert.ThrowsAny<Exception>(() =>
            context
                .BinaryClassification.Trainers.AveragingEnsemble(
                    context.BinaryClassification.Trainers.LinearSvm(),
                    context.BinaryClassification.Trainers.LbfgsLogisticRegression()
                )
                .Fit(_binary.CreateData(60))
        );
        Assert.Contains("Member 1 of the ensemble adds no column 'Probability'. Append", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_folds_than_rows_or_groups_are_refused()
    {
        IEstimator<ITransformer> meta = Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        EnsembleEstimator many = Context.MulticlassClassification.Trainers.StackingEnsemble(
            meta,
            EnsembleCase.Multiclass(Context),
            new StackingEnsembleOptions { NumberOfFolds = 61 }
        );
        Fails("There are 60 rows, which can't be cut into 61 folds", many);
        EnsembleEstimator groups = Context.MulticlassClassification.Trainers.StackingEnsemble(
            meta,
            EnsembleCase.Multiclass(Context),
            new StackingEnsembleOptions { GroupColumnName = "Label" }
        );
        Fails("There are 3 groups of rows, which can't be cut into 5 folds", groups);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(101)]
    public void Folds_out_of_range_are_refused(int folds) =>
        Fails(
            $"NumberOfFolds is {folds}; allowed: 2 to 100",
            Context.MulticlassClassification.Trainers.StackingEnsemble(
                Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
                EnsembleCase.Multiclass(Context),
                new StackingEnsembleOptions { NumberOfFolds = folds }
            )
        );

    [Fact]
    public void A_column_of_groups_that_is_missing_is_named()
    {
        Fails(
            "'Camera'",
            Context.MulticlassClassification.Trainers.WeightedEnsemble(
                EnsembleCase.Multiclass(Context),
                new WeightedEnsembleOptions { GroupColumnName = "Camera" }
            )
        );
        Exception burst = Assert.ThrowsAny<ArgumentException>(() =>
            Context.MulticlassClassification.Trainers.BurstEnsemble(EnsembleCase.Multiclass(Context)[0], "Burst").Fit(Data)
        );
        Assert.Contains("'Burst'", burst.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_takes_the_others_columns_away_is_told()
    {
        IEstimator<ITransformer> greedy = Context
            .MulticlassClassification.Trainers.LbfgsMaximumEntropy()
            .Append((IEstimator<ITransformer>)Context.Transforms.SelectColumns("Score", "PredictedLabel"));
        Fails(
            "Member 2 of the ensemble drops columns",
            Context.MulticlassClassification.Trainers.VotingEnsemble(EnsembleCase.Multiclass(Context)[0], greedy)
        );
    }

    private ITransformer BinaryModel()
    {
        IDataView data = Context
            .Transforms.CopyColumns("Flag", "Number")
            .Append(Context.Transforms.Conversion.ConvertType("Flag", outputKind: Microsoft.ML.Data.DataKind.Boolean))
            .Fit(Data)
            .Transform(Data);
        return Context.BinaryClassification.Trainers.LinearSvm("Flag").Fit(data);
    }

    private void Fails(string expected, IEstimator<ITransformer> ensemble)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => ensemble.Fit(Data));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}

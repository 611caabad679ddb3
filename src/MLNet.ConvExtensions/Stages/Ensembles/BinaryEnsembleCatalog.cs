using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Ensembles;

namespace Microsoft.ML;

/// <summary>Adds ensembles to the trainers of classifiers of two classes.</summary>
public static class BinaryEnsembleCatalog
{
    /// <summary>
    /// Each member votes for the class that it predicts. Probability is the share of votes for true; a tie goes to false.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator VotingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        params IEstimator<ITransformer>[] members
    ) => catalog.VotingEnsemble(members, new EnsembleOptions());

    /// <summary>
    /// Each member votes for the class that it predicts. Probability is the share of votes for true; a tie goes to false.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <param name="options">Columns, weights and the like.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator VotingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEnumerable<IEstimator<ITransformer>> members,
        EnsembleOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(options);
        return new VotingEnsembleEstimator(ModelTask.Binary, new MemberList([.. members]), votes: true, options);
    }

    /// <summary>The average of the members' probabilities, all counting the same or with given weights.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator AveragingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        params IEstimator<ITransformer>[] members
    ) => catalog.AveragingEnsemble(members, new EnsembleOptions());

    /// <summary>The average of the members' probabilities, all counting the same or with given weights.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <param name="options">Columns, weights and the like.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator AveragingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEnumerable<IEstimator<ITransformer>> members,
        EnsembleOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(options);
        return new VotingEnsembleEstimator(ModelTask.Binary, new MemberList([.. members]), votes: false, options);
    }

    /// <summary>
    /// The weighted average of the members' probabilities, with the weights whose log-loss is the least on rows that the members haven't
    /// seen.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator WeightedEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        params IEstimator<ITransformer>[] members
    ) => catalog.WeightedEnsemble(members, new WeightedEnsembleOptions());

    /// <summary>
    /// The weighted average of the members' probabilities, with the weights whose log-loss is the least on rows that the members haven't
    /// seen.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <param name="options">Columns, weights and the like.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator WeightedEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEnumerable<IEstimator<ITransformer>> members,
        WeightedEnsembleOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(options);
        return new WeightedEnsembleEstimator(ModelTask.Binary, new MemberList([.. members]), options);
    }

    /// <summary>
    /// Another trainer learns from the members' probabilities on rows that they weren't fitted on: no row's own label is in what it sees of
    /// the row.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="metaTrainer">
    /// The trainer that combines the members. Its features are in the column 'Features', unless the options say otherwise.
    /// </param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator StackingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEstimator<ITransformer> metaTrainer,
        params IEstimator<ITransformer>[] members
    ) => catalog.StackingEnsemble(metaTrainer, members, new StackingEnsembleOptions());

    /// <summary>
    /// Another trainer learns from the members' probabilities on rows that they weren't fitted on: no row's own label is in what it sees of
    /// the row.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="metaTrainer">
    /// The trainer that combines the members. Its features are in the column 'Features', unless the options say otherwise.
    /// </param>
    /// <param name="members">Pipelines with a trainer at the end; fitted ones as <see cref="EnsembleMember"/>.</param>
    /// <param name="options">Folds, groups, columns.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator StackingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEstimator<ITransformer> metaTrainer,
        IEnumerable<IEstimator<ITransformer>> members,
        StackingEnsembleOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(metaTrainer);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(options);
        return new StackingEnsembleEstimator(ModelTask.Binary, metaTrainer, new MemberList([.. members]), options);
    }

    /// <summary>
    /// One pipeline, fitted on many samples of the rows that are drawn with replacement; the results are averaged, or vote.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="member">The pipeline, with a trainer at the end.</param>
    /// <param name="numberOfBags">How many samples are drawn, 2 to 1000.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator BaggingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEstimator<ITransformer> member,
        int numberOfBags = 10
    ) => catalog.BaggingEnsemble(member, new BaggingEnsembleOptions { NumberOfBags = numberOfBags });

    /// <summary>
    /// One pipeline, fitted on many samples of the rows that are drawn with replacement; the results are averaged, or vote.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="member">The pipeline, with a trainer at the end.</param>
    /// <param name="options">How many samples, how large, the seed.</param>
    /// <returns>The estimator.</returns>
    public static EnsembleEstimator BaggingEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEstimator<ITransformer> member,
        BaggingEnsembleOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(options);
        return new BaggingEnsembleEstimator(ModelTask.Binary, member, options);
    }

    /// <summary>
    /// Averages what a pipeline says of all rows of a group: of the photos of one event, as camera traps take them. Every row of the group
    /// gets the average.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="member">The pipeline, with a trainer at the end.</param>
    /// <param name="groupColumnName">The column whose equal values make a group.</param>
    /// <param name="labelColumnName">The column of labels.</param>
    /// <returns>The estimator.</returns>
    public static BurstEnsembleEstimator BurstEnsemble(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IEstimator<ITransformer> member,
        string groupColumnName,
        string labelColumnName = "Label"
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(member);
        return new BurstEnsembleEstimator(
            ModelTask.Binary,
            member,
            new BurstEnsembleOptions { GroupColumnName = groupColumnName, LabelColumnName = labelColumnName }
        );
    }
}

using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds nearest neighbours and nearest means to the trainers of classifiers of several classes.</summary>
public static class KNearestNeighborsCatalog
{
    /// <summary>Classifies a row by the rows nearest to it (k-NN), by an exact search.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">
    /// The column of features: a vector of <see cref="float"/> of known size; pixels, or features of any kind.
    /// </param>
    /// <param name="numberOfNeighbors">The number of neighbours (k).</param>
    /// <param name="distance">How far two rows are apart.</param>
    /// <param name="weighting">What each neighbour counts.</param>
    /// <returns>The estimator.</returns>
    public static KNearestNeighborsTrainer KNearestNeighbors(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        int numberOfNeighbors = 5,
        NeighborDistance distance = NeighborDistance.L2,
        NeighborWeighting weighting = NeighborWeighting.Uniform
    ) =>
        catalog.KNearestNeighbors(
            new KNearestNeighborsOptions
            {
                LabelColumnName = labelColumnName,
                FeatureColumnName = featureColumnName,
                NumberOfNeighbors = numberOfNeighbors,
                Distance = distance,
                Weighting = weighting,
            }
        );

    /// <summary>Classifies a row by the rows nearest to it (k-NN), by an exact search.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="options">Columns, neighbours, distance, weighting.</param>
    /// <returns>The estimator.</returns>
    public static KNearestNeighborsTrainer KNearestNeighbors(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        KNearestNeighborsOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new KNearestNeighborsTrainer(options);
    }

    /// <summary>Classifies a row by the class whose mean is nearest, as prototypical networks do: for a few rows of each class.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">
    /// The column of features: a vector of <see cref="float"/> of known size; for photos those of a pretrained network.
    /// </param>
    /// <param name="distance">L2 or Cosine, which suits features of networks better.</param>
    /// <returns>The estimator.</returns>
    public static NearestClassMeanTrainer NearestClassMean(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        NeighborDistance distance = NeighborDistance.L2
    ) =>
        catalog.NearestClassMean(
            new NearestClassMeanOptions
            {
                LabelColumnName = labelColumnName,
                FeatureColumnName = featureColumnName,
                Distance = distance,
            }
        );

    /// <summary>Classifies a row by the class whose mean is nearest, as prototypical networks do: for a few rows of each class.</summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="options">Columns, distance.</param>
    /// <returns>The estimator.</returns>
    public static NearestClassMeanTrainer NearestClassMean(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        NearestClassMeanOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new NearestClassMeanTrainer(options);
    }
}

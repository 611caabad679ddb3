using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Training.FineTuning;

namespace Microsoft.ML;

/// <summary>Fine-tuning of pretrained networks in ML.NET's catalogs.</summary>
public static class FineTuneCatalog
{
    /// <summary>Trains a pretrained network to tell several classes apart.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="options">The options; the defaults where none are given.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, Backbone backbone, FineTuneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        return new FineTuneTrainer(ModelTask.Multiclass, new BackboneStart(backbone), options);
    }

    /// <summary>Trains a pretrained network to say yes or no.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="options">The options; the defaults where none are given.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, Backbone backbone, FineTuneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        return new FineTuneTrainer(ModelTask.Binary, new BackboneStart(backbone), options);
    }

    /// <summary>Trains a pretrained network to predict a number.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="backbone">The network: a named one, one from a file, or one in memory.</param>
    /// <param name="options">The options; the defaults where none are given.</param>
    /// <returns>The trainer.</returns>
    public static FineTuneTrainer FineTune(this RegressionCatalog.RegressionTrainers catalog, Backbone backbone, FineTuneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        return new FineTuneTrainer(ModelTask.Regression, new BackboneStart(backbone), options);
    }
}

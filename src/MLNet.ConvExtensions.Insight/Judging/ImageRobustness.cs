using Microsoft.ML.Data;
using MLNet.ConvExtensions.Insight.Judging;

namespace MLNet.ConvExtensions;

/// <summary>Measures how much photos may change before a model errs.</summary>
public static class ImageRobustness
{
    /// <summary>
    /// Changes the photos of a judgement, lets a model predict for them, and adds what comes out. Photos are read again, and given to the
    /// model in memory.
    /// </summary>
    /// <param name="judgement">What the model does on the photos as they are: the points at strength 0 come from it.</param>
    /// <param name="model">The same model.</param>
    /// <param name="options">What is changed, and how; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The judgement with <see cref="ClassificationJudgement.Robustness"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or none of the photos can be read any longer.</exception>
    /// <exception cref="NotSupportedException">The model reads files by a stage of ML.NET's own, and takes paths only.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ClassificationJudgement Measure(
        ClassificationJudgement judgement,
        ImageModel model,
        RobustnessOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        return Measure(judgement, model.Predict, options, cancellationToken);
    }

    /// <summary>The same for whatever predicts classes for an image in memory.</summary>
    /// <param name="judgement">What it does on the photos as they are: the points at strength 0 come from it.</param>
    /// <param name="predict">
    /// Predicts for an image, on any thread. A photo for which it throws an <see cref="ImageInputException"/>, or gives an error, is left
    /// out.
    /// </param>
    /// <param name="options">What is changed, and how; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The judgement with <see cref="ClassificationJudgement.Robustness"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or none of the photos can be read any longer.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ClassificationJudgement Measure(
        ClassificationJudgement judgement,
        Func<MLImage, ImagePrediction> predict,
        RobustnessOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentNullException.ThrowIfNull(predict);
        options ??= new RobustnessOptions();
        options.Validate();
        return judgement with { Robustness = new RobustnessRun(judgement, predict, options).Run(cancellationToken) };
    }
}

using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>The samples whose images can be read.</summary>
internal static class ReadableSamples
{
    /// <summary>Looks at all images, and leaves out those that can't be read, with a warning for each.</summary>
    /// <exception cref="ImageInputException">None can be read.</exception>
    public static TrainingSamples Of(TrainingSamples samples, ImageStore store, TrainingRunOptions options, ILogger? logger)
    {
        IReadOnlyDictionary<int, string> bad = store.FindUnreadable(options.MaxImagePixels, options.Cancellation);
        if (bad.Count == store.Count)
            throw new ImageInputException(
                $"None of the {store.Count} images of column '{options.SourceColumn}' can be read. The first: {bad[0]}"
            );
        foreach (string reason in bad.Values)
            logger?.LogWarning("An image takes no part in the training: {Reason}", reason);
        store.Remove(bad.Keys);
        int width = samples.TargetWidth;
        return new TrainingSamples(store, Kept(samples.Targets, width), samples.Weights is null ? null : Kept(samples.Weights))
        {
            Groups = samples.Groups is null ? null : Kept(samples.Groups),
            TargetWidth = width,
        };

        T[] Kept<T>(T[] values, int each = 1) => [.. values.Where((_, i) => !bad.ContainsKey(i / each))];
    }
}

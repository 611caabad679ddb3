namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>Predictions that can be stopped.</summary>
internal static class StoppedPredictions
{
    /// <summary>The predictions, until somebody asks for the end.</summary>
    /// <exception cref="OperationCanceledException">Somebody did.</exception>
    public static IEnumerable<T> Until<T>(this IEnumerable<T> predictions, CancellationToken stop)
    {
        int done = 0;
        foreach (T prediction in predictions)
        {
            if (stop.IsCancellationRequested)
                throw new OperationCanceledException(FormattableString.Invariant($"Stopped after {done} images."));
            yield return prediction;
            done++;
        }
    }
}

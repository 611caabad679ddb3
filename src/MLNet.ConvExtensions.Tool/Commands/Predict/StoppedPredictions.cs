namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>Predictions that can be stopped.</summary>
internal static class StoppedPredictions
{
    /// <summary>The predictions, until somebody asks for the end.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="stop">Asks for the end.</param>
    /// <param name="isKept">Whether another run goes on from there.</param>
    /// <exception cref="OperationCanceledException">Somebody did.</exception>
    public static IEnumerable<T> Until<T>(this IEnumerable<T> predictions, CancellationToken stop, bool isKept = false)
    {
        int done = 0;
        foreach (T prediction in predictions)
        {
            if (stop.IsCancellationRequested)
            {
                string next = isKept ? " The same command goes on from there." : "";
                throw new OperationCanceledException(FormattableString.Invariant($"Stopped after {done} images.{next}"));
            }

            yield return prediction;
            done++;
        }
    }
}

namespace MLNet.ConvExtensions.Tool.Commands.Inspect;

/// <summary>How long a step still takes, if it goes on as it did.</summary>
internal static class Forecast
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>A text such as <c>about 4 min left</c>; null where it is too early to tell, or nearly done.</summary>
    /// <param name="elapsed">How long the step has taken.</param>
    /// <param name="done">What is done of it.</param>
    /// <param name="count">How much it is.</param>
    public static string? Text(TimeSpan elapsed, long done, long count)
    {
        if (done <= 0 || done >= count || elapsed < Least)
            return null;
        double seconds = elapsed.TotalSeconds * (count - done) / done;
        return FormattableString.Invariant(
            seconds switch
            {
                < 60 => $"about {Math.Max(1, Math.Round(seconds)):0} s left",
                < 3600 => $"about {Math.Round(seconds / 60):0} min left",
                _ => $"about {seconds / 3600:0.0} h left",
            }
        );
    }
}

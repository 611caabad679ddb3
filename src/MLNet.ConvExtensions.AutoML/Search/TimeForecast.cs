namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Foresees how long a trial will take, since a trainer can't be stopped within a fit: from what the trainer took on another set, by the number
/// of features. What it would take after the search, if it were the best, counts too. Without a time budget every trial is run.
/// </summary>
internal sealed class TimeForecast(Func<TimeSpan?> remaining, Func<string, int> dimension)
{
    private const double MostOfRemaining = 0.25;

    private readonly Dictionary<string, double> _secondsPerFeature = [];

    public void Note(string set, string trainer, double secondsPerFold)
    {
        double rate = secondsPerFold / dimension(set);
        _secondsPerFeature[trainer] = _secondsPerFeature.TryGetValue(trainer, out double known) ? Math.Min(known, rate) : rate;
    }

    /// <summary>Null if there is time for it.</summary>
    public string? WhyTooLong(string set, string trainer, double fits)
    {
        if (remaining() is not { } time || !_secondsPerFeature.TryGetValue(trainer, out double rate))
            return null;
        double seconds = rate * dimension(set) * fits;
        return seconds <= MostOfRemaining * time.TotalSeconds
            ? null
            : FormattableString.Invariant($"skipped: with all later fits it was foreseen to take {seconds:0} s, more than a quarter of the {time.TotalSeconds:0} s that were left");
    }
}

using System.Globalization;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Foresees how long a trial will take, since a trainer can't be stopped within a fit: from what the trainer took on another set, by the
/// number of features; on a set whose stage is fitted again for every fold, from what it took on this set. What it would take after the
/// search, if it were the best, counts too. Without a time budget every trial is run.
/// </summary>
internal sealed class TimeForecast(Func<TimeSpan?> remaining, Func<string, int> dimension, Func<string, double> secondsToFit)
{
    private const double MostOfRemaining = 0.25;

    private readonly Dictionary<string, double> _secondsPerFeature = [];
    private readonly Dictionary<string, double> _secondsWithStage = [];

    public void Note(Candidate candidate, double secondsPerFold)
    {
        string trainer = candidate.Trainer.Name;
        if (secondsToFit(candidate.Set) > 0)
            _secondsWithStage[candidate.Set] = Math.Max(secondsPerFold, _secondsWithStage.GetValueOrDefault(candidate.Set));
        else
            _secondsPerFeature[trainer] = Math.Min(
                secondsPerFold / dimension(candidate.Set),
                _secondsPerFeature.GetValueOrDefault(trainer, double.MaxValue)
            );
    }

    /// <summary>Null if there is time for it.</summary>
    public string? WhyTooLong(Candidate candidate, double fits)
    {
        if (remaining() is not { } time || SecondsPerFold(candidate) is not { } each)
            return null;
        double seconds = each * fits;
        return seconds <= MostOfRemaining * time.TotalSeconds
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"skipped: with all later fits it was foreseen to take {seconds:0} s, more than a quarter of the {time.TotalSeconds:0} s "
                    + $"that were left"
            );
    }

    private double? SecondsPerFold(Candidate candidate) =>
        secondsToFit(candidate.Set) is > 0 and var known ? Math.Max(known, _secondsWithStage.GetValueOrDefault(candidate.Set))
        : _secondsPerFeature.TryGetValue(candidate.Trainer.Name, out double rate) ? rate * dimension(candidate.Set)
        : null;
}

using MLNet.ConvExtensions.CameraTraps.Events;

namespace MLNet.ConvExtensions;

/// <summary>Events of camera traps: which photos belong together, what they show together, and how many animals that is.</summary>
public static class CameraTrapEvents
{
    /// <summary>Gives photos their events: see <see cref="EventClock"/> for how they are formed and named.</summary>
    /// <param name="media">The photos, in any order.</param>
    /// <param name="gap">The most time from a photo to the next of its event; 0 or more, null for a minute.</param>
    /// <returns>The photos in their order, with their events. They are held in memory.</returns>
    /// <exception cref="ArgumentException">The gap is negative.</exception>
    public static IReadOnlyList<CameraTrapMedia> Assign(IEnumerable<CameraTrapMedia> media, TimeSpan? gap = null)
    {
        ArgumentNullException.ThrowIfNull(media);
        var clock = new EventClock(gap ?? TimeSpan.FromSeconds(60));
        CameraTrapMedia[] all = [.. media];
        foreach (CameraTrapMedia photo in all)
            clock.Add(photo.Deployment, photo.Timestamp);
        return [.. all.Select((photo, i) => photo with { Event = clock.EventOf(i, NameOf(photo)) })];
    }

    /// <summary>The photo's own name; of a frame that of its video, whose frames belong together.</summary>
    private static string NameOf(CameraTrapMedia photo) =>
        photo.Frame is not null && photo.File.LastIndexOf('/') is > 0 and var end ? photo.File[..end] : photo.File;

    /// <summary>
    /// Smooths what photos of one event show, as <see cref="ClassSmoothing"/> says. Detections keep how sure they are: of one that is
    /// overwritten the best class is exchanged with the one in its place.
    /// </summary>
    /// <param name="photos">The photos of one event, in their order of time.</param>
    /// <param name="options">What counts; null for MegaDetector's numbers.</param>
    /// <returns>The photos with their detections afterwards.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IReadOnlyList<CameraTrapImage> Smooth(IReadOnlyList<CameraTrapImage> photos, CameraTrapEventOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photos);
        options ??= new CameraTrapEventOptions();
        options.Validate();
        return EventJudge.Smooth(photos, options);
    }

    /// <summary>
    /// Smooths what the photos of each event show: <see cref="Smooth(IReadOnlyList{CameraTrapImage}, CameraTrapEventOptions?)"/> for photos
    /// that follow each other.
    /// </summary>
    /// <param name="photos">The photos, of which those of one event follow each other; those without an event stay as they are.</param>
    /// <param name="options">What counts; null for MegaDetector's numbers.</param>
    /// <returns>The photos in their order, as they come; those of one event are held at a time.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The photos of an event don't follow each other.</exception>
    public static IEnumerable<CameraTrapImage> SmoothEach(IEnumerable<CameraTrapImage> photos, CameraTrapEventOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photos);
        options ??= new CameraTrapEventOptions();
        options.Validate();
        return EventJudge.SmoothEach(photos, options);
    }

    /// <summary>What the events of photos show, and how many animals.</summary>
    /// <param name="photos">The photos, each with its event. Photos of one event follow each other, in their order of time.</param>
    /// <param name="options">The rule, and what counts; null for the defaults.</param>
    /// <returns>The events, as they come; the photos of one event are held at a time.</returns>
    /// <remarks>
    /// A detection speaks for its best class, or, where it has no classes, for its category. By <see cref="BurstRule.Average"/> the label
    /// is
    /// the class with the highest mean confidence over all detections, where a class that a detection doesn't name counts
    /// as 0; by <see cref="BurstRule.Maximum"/> the class of the highest confidence; by <see cref="BurstRule.Smoothing"/> the class with
    /// the
    /// most detections that are sure enough, once they are smoothed. The first of equals. Counts are those of the smoothed classes there.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of range; a photo has no event.</exception>
    /// <exception cref="InvalidOperationException">The photos of an event don't follow each other, or not in their order of
    /// time.</exception>
    public static IEnumerable<CameraTrapEvent> Summarize(IEnumerable<CameraTrapImage> photos, CameraTrapEventOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photos);
        options ??= new CameraTrapEventOptions();
        options.Validate();
        return EventJudge.Summarize(photos, options);
    }

    /// <summary>Which records of species are independent of those before them.</summary>
    /// <param name="records">A deployment, a species and a time for each record, in any order.</param>
    /// <param name="interval">
    /// A record is independent if it is the first of its species in its deployment, or if at least this long has passed since another, 0 or
    /// more; null for 30 minutes.
    /// </param>
    /// <param name="comparedTo">Since which other.</param>
    /// <returns>Whether each record is independent, in the order of the records. Of records at the same time one is.</returns>
    /// <remarks>The rule is that of camtrapR's <c>recordTable</c>, whose <c>minDeltaTime</c> is the interval.</remarks>
    /// <exception cref="ArgumentException">The interval is negative.</exception>
    public static bool[] FindIndependent(
        IReadOnlyList<(string Deployment, string Species, DateTime Time)> records,
        TimeSpan? interval = null,
        IndependenceRule comparedTo = IndependenceRule.LastIndependentRecord
    )
    {
        ArgumentNullException.ThrowIfNull(records);
        TimeSpan least = interval ?? TimeSpan.FromMinutes(30);
        if (least < TimeSpan.Zero)
            throw new ArgumentException($"The interval of independent records is {least:c}; allowed: 0 or more.", nameof(interval));
        var independent = new bool[records.Count];
        var last = new Dictionary<(string, string), DateTime>();
        foreach ((int i, (string deployment, string species, DateTime time)) in records.Index().OrderBy(r => r.Item.Time))
        {
            bool isKnown = last.TryGetValue((deployment, species), out DateTime before);
            independent[i] = !isKnown || (time - before >= least && time != before);
            if (independent[i] || comparedTo == IndependenceRule.LastRecord)
                last[(deployment, species)] = time;
        }

        return independent;
    }
}

namespace MLNet.ConvExtensions.CameraTraps.Events;

/// <summary>What photos of one event show together.</summary>
internal static class EventJudge
{
    public static IReadOnlyList<CameraTrapImage> Smooth(IReadOnlyList<CameraTrapImage> photos, CameraTrapEventOptions options)
    {
        CameraTrapDetection[] all =
        [
            .. photos.SelectMany(p => p.Detections).Where(d => d.Classes.Count > 0 && Counts(d, options) && IsSmoothed(d, options)),
        ];
        string[] smoothed = ClassSmoothing.Smooth(
            [.. all.Select(d => d.Classes[0].Name)],
            [.. all.Select(d => d.Classes[0].Confidence)],
            options.Smoothing
        );
        int next = 0;
        return
        [
            .. photos.Select(photo =>
                photo with
                {
                    Detections =
                    [
                        .. photo.Detections.Select(d =>
                            next < all.Length && ReferenceEquals(all[next], d) ? WithClass(d, smoothed[next++]) : d
                        ),
                    ],
                }
            ),
        ];
    }

    public static IEnumerable<CameraTrapImage> SmoothEach(IEnumerable<CameraTrapImage> photos, CameraTrapEventOptions options) =>
        InEvents(photos).SelectMany(e => e[0].Media.Event is null ? e : Smooth(e, options));

    public static IEnumerable<CameraTrapEvent> Summarize(IEnumerable<CameraTrapImage> photos, CameraTrapEventOptions options)
    {
        foreach (List<CameraTrapImage> photosOfOne in InEvents(photos))
        {
            CameraTrapMedia media = photosOfOne[0].Media;
            if (media.Event is null)
                throw new ArgumentException($"The photo '{media.File}' has no event; form events before.");
            yield return Judge(photosOfOne, options);
        }
    }

    /// <summary>Photos that follow each other and are of one event; those without one are on their own.</summary>
    private static IEnumerable<List<CameraTrapImage>> InEvents(IEnumerable<CameraTrapImage> photos)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new List<CameraTrapImage>();
        foreach (CameraTrapImage photo in photos)
        {
            CameraTrapMedia media = photo.Media;
            if (waiting.Count > 0 && (media.Event is null || waiting[^1].Media.Event != media.Event))
            {
                yield return waiting;
                waiting = [];
            }

            if (waiting.Count == 0 && media.Event is { } name && !known.Add(name))
                throw new InvalidOperationException(
                    $"The photo '{media.File}' belongs to the event '{name}', whose other photos came earlier; sort photos by deployment and "
                        + "time."
                );
            if (waiting.Count > 0 && media.Timestamp < waiting[^1].Media.Timestamp)
                throw new InvalidOperationException(
                    $"The photo '{media.File}' was taken before '{waiting[^1].Media.File}', which comes before it; sort photos by "
                        + "deployment and time."
                );
            waiting.Add(photo);
        }

        if (waiting.Count > 0)
            yield return waiting;
    }

    private static CameraTrapEvent Judge(IReadOnlyList<CameraTrapImage> photos, CameraTrapEventOptions options)
    {
        IReadOnlyList<CameraTrapImage> judged = options.Rule == BurstRule.Smoothing ? Smooth(photos, options) : photos;
        (string? label, float confidence) = Label([.. judged.SelectMany(p => p.Detections).Where(d => Counts(d, options))], options);
        CameraTrapMedia first = photos[0].Media;
        return new CameraTrapEvent
        {
            Name = first.Event!,
            Deployment = first.Deployment,
            Start = first.Timestamp,
            End = photos[^1].Media.Timestamp,
            Images = photos.Count,
            Label = label,
            Confidence = confidence,
            Counts = MaxN(judged, options),
        };
    }

    private static (string? Label, float Confidence) Label(CameraTrapDetection[] detections, CameraTrapEventOptions options)
    {
        var votes = new OrderedDictionary<string, (double Score, float Best)>();
        foreach (CameraTrapDetection detection in detections)
        {
            IEnumerable<ClassConfidence> classes =
                detection.Classes.Count == 0 ? [new ClassConfidence(detection.Category, detection.Confidence)] : detection.Classes;
            if (options.Rule == BurstRule.Smoothing)
                classes = classes.Take(1).Where(c => c.Confidence >= options.Smoothing.MinConfidence);
            foreach (ClassConfidence c in classes)
            {
                (double score, float best) = votes.GetValueOrDefault(c.Name);
                double vote = options.Rule switch
                {
                    BurstRule.Average => score + c.Confidence,
                    BurstRule.Maximum => Math.Max(score, c.Confidence),
                    _ => score + 1,
                };
                votes[c.Name] = (vote, Math.Max(best, c.Confidence));
            }
        }

        if (votes.Count == 0)
            return (null, 0);
        (string label, (double most, float surest)) = votes.MaxBy(v => v.Value.Score);
        return options.Rule switch
        {
            BurstRule.Average => (label, (float)(most / detections.Length)),
            BurstRule.Maximum => (label, (float)most),
            _ => (label, surest),
        };
    }

    private static Dictionary<string, int> MaxN(IReadOnlyList<CameraTrapImage> photos, CameraTrapEventOptions options)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (CameraTrapImage photo in photos)
        {
            foreach (IGrouping<string, CameraTrapDetection> of in photo.Detections.Where(d => Counts(d, options)).GroupBy(NameOf))
                counts[of.Key] = Math.Max(counts.GetValueOrDefault(of.Key), of.Count());
        }

        return counts;
    }

    private static string NameOf(CameraTrapDetection detection) =>
        detection.Classes.Count > 0 ? detection.Classes[0].Name : detection.Category;

    private static bool Counts(CameraTrapDetection detection, CameraTrapEventOptions options) =>
        detection.Confidence >= options.MinDetectionConfidence;

    private static bool IsSmoothed(CameraTrapDetection detection, CameraTrapEventOptions options) =>
        string.Equals(detection.Category, options.SmoothedCategory, StringComparison.OrdinalIgnoreCase);

    private static CameraTrapDetection WithClass(CameraTrapDetection detection, string name)
    {
        ClassConfidence best = detection.Classes[0];
        return best.Name == name
            ? detection
            : detection with
            {
                Classes =
                [
                    new ClassConfidence(name, best.Confidence),
                    .. detection.Classes.Skip(1).Select(c => c.Name == name ? c with { Name = best.Name } : c),
                ],
            };
    }
}

using MLNet.ConvExtensions.CameraTraps.Formats.Tables;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>Writes observations of photos, and of events when their last photo has come.</summary>
internal sealed class CamtrapObservations : IDisposable
{
    private readonly CsvFileWriter _table;
    private readonly CamtrapOptions _options;
    private readonly string _classifiedAt;
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    // Of the event whose photos come: the most individuals of a photo and the surest classification of what is observed.
    private readonly Dictionary<(string Type, string Name), Observation> _ofEvent = [];
    private CameraTrapMedia? _event;
    private DateTime _start,
        _end;

    public CamtrapObservations(Stream stream, CamtrapOptions options)
    {
        _options = options;
        _table = new CsvFileWriter(stream, CamtrapColumns.OfObservations);
        _classifiedAt = options.ClassifiedAt is { } time ? CamtrapClock.Text(time) : "";
    }

    /// <summary>The names of the animals that were observed.</summary>
    public IReadOnlyCollection<string> ScientificNames => _names;

    /// <summary>Whether an event was observed.</summary>
    public bool HasEvents { get; private set; }

    public void Add(CameraTrapImage image, string mediaId, DateTime time)
    {
        CameraTrapMedia media = image.Media;
        if (_event is not null && media.Event != _event.Event)
            WriteEvent();
        Observation[] observed = Observe(image);
        for (int i = 0; i < observed.Length; i++)
        {
            BoundingBox? box = observed[i].Type is Observation.Blank or Observation.Unclassified ? null : image.Detections[i].Box;
            WriteRow(FormattableString.Invariant($"{mediaId}:{i + 1}"), media, mediaId, time, time, observed[i], box);
            if (observed[i].ScientificName.Length > 0)
                _names.Add(observed[i].ScientificName);
        }

        if (_options.HasEvents && media.Event is not null)
            AddToEvent(media, time, observed);
    }

    /// <summary>Writes what is left.</summary>
    public void Complete()
    {
        if (_event is not null)
            WriteEvent();
        _table.Dispose();
    }

    public void Dispose() => _table.Dispose();

    private Observation[] Observe(CameraTrapImage image)
    {
        if (image.Media.Failure is not null)
            return [new Observation(Observation.Unclassified, "", null, null)];
        if (image.Detections.Count == 0)
            return [new Observation(Observation.Blank, "", null, PhotoLabel.Of(image, _options.Categories).Probability)];
        return [.. image.Detections.Select(d => Observation.Of(d, _options))];
    }

    private void AddToEvent(CameraTrapMedia media, DateTime time, Observation[] observed)
    {
        if (_event is null)
        {
            _event = media;
            _start = _end = time;
        }

        _start = time < _start ? time : _start;
        _end = time > _end ? time : _end;
        foreach (IGrouping<(string, string), Observation> same in observed.GroupBy(o => (o.Type, o.ScientificName)))
        {
            int? count = same.All(o => o.Count is null) ? null : same.Sum(o => o.Count ?? 0);
            float? surest = same.Max(o => o.Probability);
            _ofEvent[same.Key] = _ofEvent.TryGetValue(same.Key, out Observation before)
                ? before with
                {
                    Count = Larger(before.Count, count),
                    Probability = Larger(before.Probability, surest),
                }
                : new Observation(same.Key.Item1, same.Key.Item2, count, surest);
        }

        static T? Larger<T>(T? one, T? other)
            where T : struct, IComparable<T> => one is { } o && other is { } p ? (o.CompareTo(p) >= 0 ? o : p) : one ?? other;
    }

    private void WriteEvent()
    {
        // An event is blank where all of its photos are, and unclassified where none could be read.
        Observation[] all = [.. _ofEvent.Values];
        Observation[] seen = [.. all.Where(o => o.Type is not (Observation.Blank or Observation.Unclassified))];
        Observation[] told = seen.Length > 0 ? seen : [.. all.OrderBy(o => o.Type == Observation.Unclassified).Take(1)];
        for (int i = 0; i < told.Length; i++)
            WriteRow(FormattableString.Invariant($"event:{_event!.Event}:{i + 1}"), _event, "", _start, _end, told[i], null);
        HasEvents = true;
        _ofEvent.Clear();
        _event = null;
    }

    private void WriteRow(
        string id,
        CameraTrapMedia media,
        string mediaId,
        DateTime start,
        DateTime end,
        Observation observed,
        BoundingBox? box
    )
    {
        bool isClassified = observed.Type != Observation.Unclassified;
        // The format takes no box without a width or height.
        BoundingBox? told = box is { Width: > 0, Height: > 0 } ? box : null;
        _table.Write(
            CamtrapColumns.Row(
                CamtrapColumns.OfObservations,
                ("observationID", id),
                ("deploymentID", media.Deployment!),
                ("mediaID", mediaId),
                ("eventID", media.Event ?? ""),
                ("eventStart", CamtrapClock.Text(start, _options.TimeZone)),
                ("eventEnd", CamtrapClock.Text(end, _options.TimeZone)),
                ("observationLevel", mediaId.Length > 0 ? "media" : "event"),
                ("observationType", observed.Type),
                ("scientificName", observed.ScientificName),
                ("count", CsvFileWriter.Text(observed.Count)),
                ("bboxX", CsvFileWriter.Text(told?.Left)),
                ("bboxY", CsvFileWriter.Text(told?.Top)),
                ("bboxWidth", CsvFileWriter.Text(told?.Width)),
                ("bboxHeight", CsvFileWriter.Text(told?.Height)),
                ("classificationMethod", isClassified ? "machine" : ""),
                ("classifiedBy", isClassified ? _options.ClassifiedBy ?? "" : ""),
                ("classificationTimestamp", isClassified ? _classifiedAt : ""),
                ("classificationProbability", CsvFileWriter.Text(observed.Probability))
            )
        );
    }
}

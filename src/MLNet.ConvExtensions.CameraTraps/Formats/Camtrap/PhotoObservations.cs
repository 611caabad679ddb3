namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>What was observed in a photo.</summary>
internal sealed class PhotoObservations
{
    private readonly List<CameraTrapDetection> _detections = [];
    private string? _event;
    private float? _blank;
    private bool _isHuman,
        _isClassified;

    /// <summary>Adds an observation; one of a person replaces those of machines.</summary>
    public void Add(ObservationColumns columns)
    {
        _event ??= columns.Event;
        string type = columns.Type;
        if (type == Observation.Unclassified || (_isHuman && !columns.IsHuman))
            return;
        if (columns.IsHuman && !_isHuman)
        {
            _detections.Clear();
            _blank = null;
        }

        _isHuman |= columns.IsHuman;
        _isClassified = true;
        if (type == Observation.Blank)
        {
            _blank = columns.Probability;
            return;
        }

        float probability = columns.Probability ?? 1;
        string category = type switch
        {
            Observation.Human => ClassCategories.Person,
            Observation.Vehicle => ClassCategories.Vehicle,
            Observation.Unknown => ClassCategories.Unknown,
            _ => ClassCategories.Animal,
        };
        _detections.Add(
            new CameraTrapDetection
            {
                Category = category,
                Confidence = probability,
                Box = columns.Box,
                Classes =
                    columns.ScientificName is { } name && category == ClassCategories.Animal
                        ? [new ClassConfidence(name, probability)]
                        : [],
            }
        );
    }

    public CameraTrapImage Of(CameraTrapMedia media)
    {
        media = media with { Event = _event, Failure = _isClassified ? null : media.Failure ?? "not classified" };
        return new CameraTrapImage
        {
            Media = media,
            Detections = [.. _detections],
            Classes = _isClassified && _detections.Count == 0 && _blank is { } share ? [new ClassConfidence(Observation.Blank, share)] : [],
        };
    }
}

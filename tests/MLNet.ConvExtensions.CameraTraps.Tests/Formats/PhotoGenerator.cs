namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>
/// Photos as an archive would have them, drawn from a seed: awkward names, two folders with the same file names, failures.
/// </summary>
internal sealed class PhotoGenerator(int seed)
{
    /// <summary>Classes with what CSV and JSON have to escape; one that is blank, one of people, one of vehicles.</summary>
    public static readonly string[] Classes =
    [
        "empty",
        "human",
        "vehicle",
        "snow leopard",
        "Höhenfuchs, rot",
        "ирбис",
        "雪豹",
        "\"quoted\" ibex",
        "argali\\wild",
    ];

    private static readonly string[] Folders = ["A01/100RECNX", "A02/100RECNX", "B é/week, 2", "C\"03\"/снег"];

    private readonly Random _random = new(seed);

    public double FailureShare { get; init; } = 0.01;

    /// <summary>Whether a detector gave boxes; otherwise a classifier looked at whole photos.</summary>
    public bool HasBoxes { get; init; }

    public int MaxDetections { get; init; } = 3;

    /// <summary>The photos, five to an event, those of a deployment one after the other.</summary>
    public IEnumerable<CameraTrapImage> Photos(int count)
    {
        int perFolder = (count + Folders.Length - 1) / Folders.Length;
        var start = new DateTime(2024, 3, 30, 22, 10, 0);
        for (int i = 0; i < count; i++)
        {
            int folder = i / perFolder,
                number = i % perFolder;
            var media = new CameraTrapMedia
            {
                File = FormattableString.Invariant($"{Folders[folder]}/IMG_{number:0000}.JPG"),
                Deployment = Deployments[folder].Id,
                Site = Deployments[folder].Site,
                Timestamp = start.AddSeconds(37 * number),
                Event = FormattableString.Invariant($"{Deployments[folder].Id}-{number / 5}"),
            };
            yield return _random.NextDouble() < FailureShare
                ? new CameraTrapImage { Media = media with { Failure = "The file is cut off, \"IMG\" at byte 12, 'x'" } }
                : Found(media);
        }
    }

    public static IReadOnlyList<CameraDeployment> Deployments { get; } =
    [
        new()
        {
            Id = "A01",
            Site = "Гора, west",
            Latitude = 42.5,
            Longitude = 78.25,
        },
        new()
        {
            Id = "A02",
            Site = "Гора, west",
            Latitude = 42.625,
            Longitude = 78.125,
        },
        new()
        {
            Id = "B é",
            Site = "pass",
            Latitude = -1.5,
            Longitude = -179.75,
            Start = new DateTime(2024, 3, 1),
            End = new DateTime(2034, 5, 1, 12, 0, 0),
        },
        new()
        {
            Id = "C",
            Latitude = 0,
            Longitude = 0,
        },
    ];

    private CameraTrapImage Found(CameraTrapMedia media)
    {
        if (!HasBoxes)
        {
            float[] scores = [.. Classes.Select(_ => (float)Math.Pow(_random.NextDouble(), 8) + 1e-4f)];
            float sum = scores.Sum();
            return new ClassCategories().Describe(media, ImagePrediction.FromScores(Classes, [.. scores.Select(s => s / sum)]));
        }

        var detections = new List<CameraTrapDetection>();
        for (int i = _random.Next(MaxDetections + 1); i > 0; i--)
        {
            string category = _random.Next(10) switch
            {
                0 => ClassCategories.Person,
                1 => ClassCategories.Vehicle,
                _ => ClassCategories.Animal,
            };
            float left = Part(),
                top = Part();
            float best = 0.3f + (0.7f * Part());
            int animal = _random.Next(3, Classes.Length - 1);
            detections.Add(
                new CameraTrapDetection
                {
                    Category = category,
                    Confidence = best,
                    Box = new BoundingBox(left, top, (1 - left) * (0.1f + (0.9f * Part())), (1 - top) * (0.1f + (0.9f * Part()))),
                    Classes =
                        category != ClassCategories.Animal ? [] : [new(Classes[animal], best), new(Classes[animal + 1], best * 0.25f)],
                }
            );
        }

        return new CameraTrapImage { Media = media, Detections = detections };
    }

    private float Part() => (float)_random.NextDouble();
}

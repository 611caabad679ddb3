namespace MLNet.ConvExtensions;

/// <summary>What a Camtrap DP says of its project, and how it is written.</summary>
public sealed record CamtrapOptions
{
    /// <summary>The project's title.</summary>
    public required string ProjectTitle { get; init; }

    /// <summary>
    /// How the places were chosen: 'simpleRandom', 'systematicRandom', 'clusteredRandom', 'experimental', 'targeted' or 'opportunistic'.
    /// </summary>
    public required string SamplingDesign { get; init; }

    /// <summary>Who contributed, one or more.</summary>
    public required IReadOnlyList<CamtrapContributor> Contributors { get; init; }

    /// <summary>The zone of the cameras' local times; without one the format can't tell them.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>
    /// The deployments, with latitude and longitude. One that doesn't tell its start or end has those of its photos; without photos, too,
    /// it is left out.
    /// </summary>
    public required IReadOnlyList<CameraDeployment> Deployments { get; init; }

    /// <summary>What made the cameras take photos: 'activityDetection', 'timeLapse' or both.</summary>
    public IReadOnlyList<string> CaptureMethods { get; init; } = ["activityDetection"];

    /// <summary>Whether individual animals are told apart.</summary>
    public bool IndividualAnimals { get; init; }

    /// <summary>The package's title; null for the project's.</summary>
    public string? Title { get; init; }

    /// <summary>When the package was made; null for now.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What classified the photos; null for nothing that has a name.</summary>
    public string? ClassifiedBy { get; init; }

    /// <summary>When the photos were classified; null where it isn't known.</summary>
    public DateTimeOffset? ClassifiedAt { get; init; }

    /// <summary>The scientific names of classes; a class without one stands for itself.</summary>
    public IReadOnlyDictionary<string, string> ScientificNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Which classes mean a blank photo, a person or a vehicle.</summary>
    public ClassCategories Categories { get; init; } = new();

    /// <summary>
    /// Whether events, where photos have them, are observations of their own beside the photos': for each class in it the most individuals
    /// of a photo, and the surest classification. The photos of an event follow each other.
    /// </summary>
    public bool HasEvents { get; init; } = true;

    /// <summary>What stands before the files' names, such as a folder in the package or an address; empty for nothing.</summary>
    public string FilePrefix { get; init; } = "";

    /// <summary>Whether anybody can get at the files.</summary>
    public bool FilesArePublic { get; init; }

    /// <summary>
    /// Whether a photo that doesn't say when it was taken stands at the start of its deployment, with a comment that says so and the
    /// deployment's timestampIssues set. Otherwise it is refused, since the format takes no photo without a time.
    /// </summary>
    public bool PutsUntimedAtStart { get; init; }
}

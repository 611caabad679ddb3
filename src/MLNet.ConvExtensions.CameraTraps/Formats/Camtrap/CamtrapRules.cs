using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>What Camtrap DP asks of options and of photos.</summary>
internal static class CamtrapRules
{
    private static readonly string[] Designs =
    [
        "simpleRandom",
        "systematicRandom",
        "clusteredRandom",
        "experimental",
        "targeted",
        "opportunistic",
    ];

    private static readonly string[] Methods = ["activityDetection", "timeLapse"];

    private static readonly string[] Roles = ["contact", "principalInvestigator", "rightsHolder", "publisher", "contributor"];

    // Neither a hidden file nor an absolute path, and nowhere two points that would lead out of the package.
    private static readonly Regex Path = new(@"^(?![./~])(?!.*\.\.)", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".bmp"] = "image/bmp",
        [".tif"] = "image/tiff",
        [".tiff"] = "image/tiff",
        [".mp4"] = "video/mp4",
        [".m4v"] = "video/mp4",
        [".mov"] = "video/quicktime",
        [".avi"] = "video/x-msvideo",
        [".mkv"] = "video/x-matroska",
    };

    /// <exception cref="ArgumentException">An option is missing or wrong.</exception>
    public static void Require(CamtrapOptions options)
    {
        Require(!string.IsNullOrWhiteSpace(options.ProjectTitle), nameof(options.ProjectTitle), options.ProjectTitle, "a title");
        Require(
            Designs.Contains(options.SamplingDesign),
            nameof(options.SamplingDesign),
            options.SamplingDesign,
            string.Join(", ", Designs)
        );
        Require(options.TimeZone is not null, nameof(options.TimeZone), null, "the time zone of the cameras");
        Require(options.Contributors is { Count: > 0 }, nameof(options.Contributors), "empty", "one or more");
        Require(options.CaptureMethods.Count > 0, nameof(options.CaptureMethods), "empty", string.Join(", ", Methods));
        foreach (string method in options.CaptureMethods)
            Require(Methods.Contains(method), nameof(options.CaptureMethods), method, string.Join(", ", Methods));
        foreach (CamtrapContributor one in options.Contributors)
        {
            Require(!string.IsNullOrWhiteSpace(one.Title), nameof(options.Contributors), "one without a name", "names");
            Require(one.Role is null || Roles.Contains(one.Role), nameof(options.Contributors), one.Role, string.Join(", ", Roles));
        }

        Require(options.Deployments is not null, nameof(options.Deployments), null, "deployments");
        if (options.Deployments!.GroupBy(d => d.Id).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new ArgumentException($"The deployment '{twice}' is given twice; needed: deployments of different names.");
    }

    /// <exception cref="ArgumentException">The format can't hold the photo.</exception>
    public static void Require(CameraTrapMedia media, CamtrapOptions options, Dictionary<string, CameraDeployment> deployments)
    {
        if (media.Deployment is not { } id)
            throw new ArgumentException($"The photo '{media.File}' is of no deployment; Camtrap DP asks for the deployment of each.");
        if (!deployments.TryGetValue(id, out CameraDeployment? deployment))
            throw new ArgumentException(
                $"The photo '{media.File}' is of the deployment '{id}', which isn't among the {deployments.Count} deployments given."
            );
        Coordinate("latitude", deployment.Latitude, 90, id);
        Coordinate("longitude", deployment.Longitude, 180, id);
        if (media.Timestamp is null && !(options.PutsUntimedAtStart && deployment.Start is not null))
        {
            string how = options.PutsUntimedAtStart ? $", and the start of the deployment '{id}' isn't known" : "";
            throw new ArgumentException(
                $"The photo '{media.File}' doesn't say when it was taken{how}; Camtrap DP takes no photo without a time."
            );
        }

        if (!Path.IsMatch(options.FilePrefix + media.File))
        {
            throw new ArgumentException(
                $"The photo '{media.File}' has a name that Camtrap DP refuses; allowed: names that don't begin with '.', '/' or '~' and "
                    + "have no '..' in them."
            );
        }

        MediaType(media.File);
    }

    /// <exception cref="ArgumentException">The file's ending says none.</exception>
    public static string MediaType(string file) =>
        MediaTypes.TryGetValue(System.IO.Path.GetExtension(file), out string? type)
            ? type
            : throw new ArgumentException(
                $"The photo '{file}' has a media type that isn't known; known are the endings {string.Join(", ", MediaTypes.Keys)}."
            );

    private static void Coordinate(string name, double? value, double most, string deployment)
    {
        if (value is not { } degrees)
            throw new ArgumentException(
                $"The deployment '{deployment}' has no {name}; Camtrap DP asks for latitude and longitude of each."
            );
        if (!(degrees >= -most && degrees <= most))
            throw new ArgumentException(
                FormattableString.Invariant($"The deployment '{deployment}' has the {name} {degrees}; allowed: {-most} to {most}.")
            );
    }

    private static void Require(bool condition, string name, string? value, string allowed)
    {
        if (!condition)
            throw new ArgumentException($"{nameof(CamtrapOptions)}.{name} is {value ?? "null"}; allowed: {allowed}.", name);
    }
}

namespace MLNet.ConvExtensions.Tool.Commands.Predict.Formats;

/// <summary>A format, and how its writer is made.</summary>
/// <param name="Name">What the option calls it.</param>
/// <param name="Categories">What the classes mean.</param>
/// <param name="SkipsBad">Whether images that can't be read are no failure.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
internal sealed record OutputFormat(string Name, ClassCategories Categories, bool SkipsBad, bool IsFolder)
{
    /// <summary>The classes that options name, which the model has to have.</summary>
    public required IReadOnlyList<(string Option, string Class)> GivenClasses { get; init; }

    /// <summary>The deployments that photos are of by their folders; null where none are given.</summary>
    public CameraDeployments? Deployments { get; init; }

    /// <summary>Whether photos of one event speak for each other.</summary>
    public bool SmoothsEvents { get; init; }

    /// <summary>Makes the writer for a model's classes and name, and the detector in front of it, if there is one.</summary>
    public required Func<IReadOnlyList<string>, string, Detector?, CameraTrapWriter> Create { get; init; }
}

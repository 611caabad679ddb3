namespace MLNet.ConvExtensions.CameraTraps.Formats.Camtrap;

/// <summary>What is observed: its type, and of an animal its name.</summary>
/// <param name="Type">A value of observationType.</param>
/// <param name="ScientificName">The animal's name; empty where it isn't known, or where there is no animal.</param>
/// <param name="Count">How many; null where that isn't known.</param>
/// <param name="Probability">How sure it is; null where that isn't known.</param>
internal readonly record struct Observation(string Type, string ScientificName, int? Count, float? Probability)
{
    public const string Animal = "animal",
        Human = "human",
        Vehicle = "vehicle",
        Blank = "blank",
        Unknown = "unknown",
        Unclassified = "unclassified";

    public static Observation Of(CameraTrapDetection detection, CamtrapOptions options)
    {
        string? name = detection.Classes is [var best, ..] ? best.Name : null;
        float probability = PhotoLabel.ProbabilityOf(detection);
        int? count = detection.Box is null ? null : 1;
        return detection.Category switch
        {
            ClassCategories.Person => new Observation(Human, "", count, probability),
            ClassCategories.Vehicle => new Observation(Vehicle, "", count, probability),
            ClassCategories.Unknown => new Observation(Unknown, "", count, probability),
            // What a detector tells beside animals, people and vehicles are animals by their names.
            ClassCategories.Animal => new Observation(Animal, NameOf(name), count, probability),
            _ => new Observation(Animal, NameOf(name ?? detection.Category), count, probability),
        };

        string NameOf(string? className) =>
            className is null or ClassCategories.Animal ? "" : options.ScientificNames.GetValueOrDefault(className, className);
    }
}

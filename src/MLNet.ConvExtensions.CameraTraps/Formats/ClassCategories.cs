namespace MLNet.ConvExtensions;

/// <summary>
/// Which classes of a classifier mean a blank photo, a person or a vehicle. All others are animals. What is found so is what detectors of
/// camera traps call 'animal', 'person' and 'vehicle'.
/// </summary>
public sealed record ClassCategories
{
    /// <summary>The category of animals.</summary>
    public const string Animal = "animal";

    /// <summary>The category of people.</summary>
    public const string Person = "person";

    /// <summary>The category of vehicles.</summary>
    public const string Vehicle = "vehicle";

    /// <summary>The category of what a model says no class of, since it is unlike all of them or none is probable enough.</summary>
    public const string Unknown = "unknown";

    /// <summary>The classes of photos that show none of these, compared without case.</summary>
    public IReadOnlyList<string> BlankClasses { get; init; } = ["blank", "empty", "nothing"];

    /// <summary>The classes of people, compared without case.</summary>
    public IReadOnlyList<string> PersonClasses { get; init; } = ["person", "human"];

    /// <summary>The classes of vehicles, compared without case.</summary>
    public IReadOnlyList<string> VehicleClasses { get; init; } = ["vehicle", "car"];

    /// <summary>The category of a class; null for a blank photo.</summary>
    /// <param name="className">The class.</param>
    /// <returns>
    /// <see cref="Animal"/>, <see cref="Person"/>, <see cref="Vehicle"/>, <see cref="Unknown"/> of a class of that name, or null.
    /// </returns>
    public string? CategoryOf(string className)
    {
        ArgumentNullException.ThrowIfNull(className);
        return Has(BlankClasses) ? null
            : Has(PersonClasses) ? Person
            : Has(VehicleClasses) ? Vehicle
            : Has([Unknown]) ? Unknown
            : Animal;

        bool Has(IReadOnlyList<string> names) => names.Contains(className, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Names for classes of which no two are alike: ImageNet has two cranes, which are told apart by their numbers.</summary>
    /// <param name="classes">The classes in the model's order.</param>
    /// <returns>The same, with ' (class N)' behind those that there are several of.</returns>
    public static IReadOnlyList<string> DistinctNames(IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ILookup<string, string> names = classes.ToLookup(name => name);
        return [.. classes.Select((name, i) => names[name].Count() == 1 ? name : Numbered(name, i))];
    }

    /// <summary>What a classifier of whole photos found, where no detector looked.</summary>
    /// <param name="media">The photo.</param>
    /// <param name="prediction">What the classifier says of it.</param>
    /// <returns>
    /// The photo with its classes. Of a predicted blank class it has no detections. Otherwise it has one without a box: of the predicted
    /// class's category, with the summed probability of the classes of that category, and these classes from the predicted one on. Where
    /// the model says no class, that is <see cref="Unknown"/>, as sure as that the photo isn't blank. A photo that couldn't be read has a
    /// failure alone.
    /// </returns>
    /// <exception cref="ArgumentException">The prediction is no class's.</exception>
    public CameraTrapImage Describe(CameraTrapMedia media, ImagePrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(media);
        ArgumentNullException.ThrowIfNull(prediction);
        if (prediction.Error is { } error)
            return new CameraTrapImage { Media = media with { Failure = error } };
        if (prediction is { Label: null, IsUnknown: false })
            throw new ArgumentException($"The prediction of '{media.File}' is of no class; needed: a model that tells classes apart.");
        // What the file says of itself may be damaged where its photo isn't.
        media = media with
        {
            Failure = null,
        };
        string? label = prediction.Label;
        HashSet<string> once = [],
            twice = [];
        foreach (ClassProbability one in prediction.Classes)
        {
            if (!once.Add(one.Name))
                twice.Add(one.Name);
        }

        ClassConfidence[] classes =
        [
            .. prediction
                .Classes.OrderBy(c => c.Name != label)
                .Select(c => new ClassConfidence(
                    twice.Contains(c.Name) ? Numbered(c.Name, c.Index) : c.Name,
                    Math.Clamp(c.Probability, 0, 1)
                )),
        ];
        string? category = label is null ? Unknown : CategoryOf(label);
        ClassConfidence[] same = category is null
            ? []
            : [.. classes.Where(c => (label is null ? CategoryOf(c.Name) is not null : CategoryOf(c.Name) == category))];
        return new CameraTrapImage
        {
            Media = media,
            Classes = classes,
            Detections = category is null
                ? []
                :
                [
                    new CameraTrapDetection
                    {
                        Category = category,
                        Confidence = Math.Clamp(same.Sum(c => c.Confidence), 0, 1),
                        Classes = label is null ? [] : same,
                    },
                ],
        };
    }

    private static string Numbered(string name, int number) => FormattableString.Invariant($"{name} (class {number})");
}

using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>What a detector's file leaves open, or says wrongly. Usually nothing has to be said.</summary>
public sealed record DetectorOptions
{
    /// <summary>What the network's numbers mean. If left out, it is told from the outputs' names and shapes.</summary>
    public DetectorLayout? Layout { get; init; }

    /// <summary>
    /// The names of the classes in their order, without the background. If left out, those that ultralytics' export has written into the
    /// file; without these they are called 'class 0' and so on.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// Width of the network's input in pixels, 1 to 16384, where the file leaves it open. If left out, what ultralytics' export has written
    /// into the file, or 640.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Height of the network's input; as <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>
    /// Whether a photo keeps its shape and is padded (letterbox); otherwise it is brought to the network's size as it is. If left out, it
    /// keeps it, but for the layouts <see cref="DetectorLayout.Ssd"/> and <see cref="DetectorLayout.TensorFlow"/>.
    /// </summary>
    public bool? KeepAspectRatio { get; init; }

    /// <summary>The grey of the padding, 0 to 255.</summary>
    public int Padding { get; init; } = 114;

    /// <summary>
    /// What pixel values from 0 to 255 are multiplied with first. If left out, 1/255; for <see cref="DetectorLayout.Ssd"/> and
    /// <see cref="DetectorLayout.TensorFlow"/> 1.
    /// </summary>
    public float? Scale { get; init; }

    /// <summary>
    /// Subtracted after scaling, in the order red, green, blue. If left out, 0; for <see cref="DetectorLayout.Ssd"/> 127.
    /// </summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>
    /// Divided by then, in the order red, green, blue; above 0. If left out, 1; for <see cref="DetectorLayout.Ssd"/> 128.
    /// </summary>
    public IReadOnlyList<float>? StandardDeviation { get; init; }

    /// <summary>Whether the network takes blue first.</summary>
    public bool BlueFirst { get; init; }

    internal void Validate()
    {
        this.Require(
            Layout is null || Enum.IsDefined(Layout.Value),
            nameof(Layout),
            Layout,
            string.Join(", ", Enum.GetNames<DetectorLayout>())
        );
        this.Require(
            ClassNames is null || (ClassNames.Count > 0 && ClassNames.All(n => !string.IsNullOrWhiteSpace(n))),
            nameof(ClassNames),
            ClassNames is null ? null : $"[{string.Join(", ", ClassNames)}]",
            "one name or more, none of them empty, or null"
        );
        this.Require(Width is null or (>= 1 and <= 16384), nameof(Width), Width, "1 to 16384, or null");
        this.Require(Height is null or (>= 1 and <= 16384), nameof(Height), Height, "1 to 16384, or null");
        this.Require(Padding is >= 0 and <= 255, nameof(Padding), Padding, "0 to 255");
        this.Require(
            Scale is null || (float.IsFinite(Scale.Value) && Scale != 0),
            nameof(Scale),
            Scale,
            "any finite number but 0, or null"
        );
        this.Require(IsOfColors(Mean, float.IsFinite), nameof(Mean), Text(Mean), "three finite numbers, for red, green and blue, or null");
        this.Require(
            IsOfColors(StandardDeviation, d => float.IsFinite(d) && d > 0),
            nameof(StandardDeviation),
            Text(StandardDeviation),
            "three positive numbers, for red, green and blue, or null"
        );
    }

    private static bool IsOfColors(IReadOnlyList<float>? values, Func<float, bool> allowed) =>
        values is null || (values.Count == 3 && values.All(allowed));

    private static string Text(IReadOnlyList<float>? values) => values is null ? "null" : $"[{string.Join(", ", values)}]";
}

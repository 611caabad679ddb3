using System.Runtime.CompilerServices;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="ImageExplainer"/>.</summary>
public sealed record ExplanationOptions
{
    /// <summary>How it is explained.</summary>
    public ExplanationMethod Method { get; init; } = ExplanationMethod.Auto;

    /// <summary>
    /// The layer whose maps Grad-CAM weights, by its name or its output's name; if left out, the last one that has maps. With
    /// <see cref="ExplanationMethod.Auto"/> the method is Grad-CAM then.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>
    /// The class that is explained: its name, or its place among the model's classes from 0; of a network with known categories also a
    /// WordNet id. If left out, for each photo the one that is predicted.
    /// </summary>
    public string? Class { get; init; }

    /// <summary>
    /// Occlusion divides the photo into so many rows and columns of cells, 2 to 256; the patch covers two by two of them, and is at all places.
    /// </summary>
    public int OcclusionCells { get; init; } = 10;

    /// <summary>The copies of the photo that SmoothGrad makes, 1 to 10,000.</summary>
    public int SmoothGradSamples { get; init; } = 25;

    /// <summary>
    /// The standard deviation of SmoothGrad's noise, as a part of the range of the network's input for the photo: above 0, up to 1.
    /// </summary>
    public double SmoothGradNoise { get; init; } = 0.15;

    /// <summary>What noise is drawn from; the same for each photo.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many threads compute; null for the number of processors. 1 or more.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it, with the value and what is allowed.</exception>
    public void Validate()
    {
        Require(Enum.IsDefined(Method), Method, string.Join(", ", Enum.GetNames<ExplanationMethod>()));
        Require(Layer is not "", Layer, "a layer's name, or null");
        Require(Class is not "", Class, "a class's name or number, or null");
        Require(OcclusionCells is >= 2 and <= 256, OcclusionCells, "2 to 256");
        Require(SmoothGradSamples is >= 1 and <= 10_000, SmoothGradSamples, "1 to 10,000");
        Require(SmoothGradNoise is > 0 and <= 1, SmoothGradNoise, "above 0, up to 1");
        Require(NumberOfThreads is null or >= 1, NumberOfThreads, "1 or more, or null");
        bool layered = Method is ExplanationMethod.Auto or ExplanationMethod.GradCam;
        Require(
            Layer is null || layered,
            Layer,
            $"none with {Method}; {nameof(ExplanationMethod.GradCam)} explains by a layer",
            nameof(Layer)
        );
    }

    private static void Require<T>(bool condition, T value, string allowed, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!condition)
            throw new ArgumentException(
                FormattableString.Invariant($"{nameof(ExplanationOptions)}.{name} is '{value}'; allowed: {allowed}.")
            );
    }
}

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>An operation and how much of it, as TrivialAugment and RandAugment draw them, with torchvision's ranges of 31 steps.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Magnitude">
/// The shear as a tangent, pixels, degrees against the clock, what is added to a factor of 1, bits, or the threshold of 0 to 255.
/// </param>
internal readonly record struct PolicyMove(PolicyOperation Operation, double Magnitude)
{
    /// <summary>The steps from nothing to the most.</summary>
    public const int Steps = 31;

    private static readonly int Operations = Enum.GetValues<PolicyOperation>().Length;

    /// <summary>One operation, by a step of the wide range (Müller and Hutter, TrivialAugment, 2021).</summary>
    public static PolicyMove Trivial(ref SampleRandom random)
    {
        var operation = (PolicyOperation)random.Next(Operations);
        double magnitude = Wide(operation, random.Next(Steps));
        return new(operation, Signed(operation, magnitude, ref random));
    }

    /// <summary>One of the operations that follow each other (Cubuk et al., RandAugment, 2019).</summary>
    /// <param name="step">How strong it is, from 0.</param>
    /// <param name="shape">The image: it is moved by a part of its size.</param>
    /// <param name="random">What chance is drawn from.</param>
    public static PolicyMove Rand(int step, SampleShape shape, ref SampleRandom random)
    {
        var operation = (PolicyOperation)random.Next(Operations);
        double magnitude = Narrow(operation, step, shape);
        return new(operation, Signed(operation, magnitude, ref random));
    }

    /// <summary>How much of an operation a step of TrivialAugment's wide range is.</summary>
    public static double Wide(PolicyOperation operation, int step) =>
        operation switch
        {
            PolicyOperation.ShearX or PolicyOperation.ShearY => Part(step, 0.99),
            PolicyOperation.TranslateX or PolicyOperation.TranslateY => Part(step, 32),
            PolicyOperation.Rotate => Part(step, 135),
            PolicyOperation.Posterize => 8 - Math.Round(step / ((Steps - 1) / 6.0)),
            _ => OfColour(operation, step, 0.99),
        };

    /// <summary>How much of an operation a step of RandAugment's range is.</summary>
    public static double Narrow(PolicyOperation operation, int step, SampleShape shape) =>
        operation switch
        {
            PolicyOperation.ShearX or PolicyOperation.ShearY => Part(step, 0.3),
            PolicyOperation.TranslateX => Part(step, 150.0 / 331 * shape.Width),
            PolicyOperation.TranslateY => Part(step, 150.0 / 331 * shape.Height),
            PolicyOperation.Rotate => Part(step, 30),
            PolicyOperation.Posterize => 8 - Math.Round(step / ((Steps - 1) / 4.0)),
            _ => OfColour(operation, step, 0.9),
        };

    private static double OfColour(PolicyOperation operation, int step, double most) =>
        operation switch
        {
            PolicyOperation.Brightness or PolicyOperation.Color or PolicyOperation.Contrast or PolicyOperation.Sharpness => Part(
                step,
                most
            ),
            PolicyOperation.Solarize => 255 - Part(step, 255),
            _ => 0,
        };

    private static double Part(int step, double most) => most * step / (Steps - 1);

    private static double Signed(PolicyOperation operation, double magnitude, ref SampleRandom random) =>
        operation is >= PolicyOperation.ShearX and <= PolicyOperation.Sharpness && random.Next(2) == 1 ? -magnitude : magnitude;
}

using System.Globalization;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Changes images as the options say, each by random numbers of its own. For several threads at once.</summary>
/// <param name="options">What is done.</param>
/// <param name="kept">The planes that come in.</param>
/// <param name="shape">The planes that the network takes.</param>
/// <param name="range">The range of the values.</param>
internal sealed class Augmenter(AugmentationOptions options, SampleShape kept, SampleShape shape, (float Least, float Most) range)
{
    private readonly bool _moves = options.IsGeometric || kept != shape;

    /// <summary>How images are mixed; null where they aren't.</summary>
    public ImageMixing? Mixing { get; } = ImageMixing.Of(options);

    /// <summary>Whether what is mirrored changes from epoch to epoch.</summary>
    public bool Alternates => options.AlternatingFlip;

    /// <summary>Makes the network's planes out of those that lie in the workspace.</summary>
    /// <param name="random">What chance is drawn from.</param>
    /// <param name="workspace">Where the planes lie.</param>
    /// <param name="planes">Where those for the network go.</param>
    /// <param name="mirrored">Whether left and right are swapped, where chance doesn't decide it.</param>
    public void Apply(SampleRandom random, SampleWorkspace workspace, Span<float> planes, bool? mirrored = null)
    {
        if (_moves)
            Move(ref random, workspace, planes, mirrored);
        else
            workspace.Planes.AsSpan(0, kept.Length).CopyTo(planes);
        var image = new ImagePlanes(planes, shape);
        if (options.TrivialAugment)
            PlanePolicy.Apply(image, PolicyMove.Trivial(ref random), options.FillValue, range, workspace.Spare);
        for (int i = 0; i < options.RandAugmentOperations; i++)
        {
            var move = PolicyMove.Rand(options.RandAugmentMagnitude, shape, ref random);
            PlanePolicy.Apply(image, move, options.FillValue, range, workspace.Spare);
        }

        PlaneColors.Apply(image, options, range, ref random);
        if (options.Blur > 0)
            PlaneFilters.Blur(image, random.NextDouble(0, options.Blur), workspace.Spare);
        if (options.Noise > 0)
            PlaneFilters.AddNoise(image, (float)options.Noise * (range.Most - range.Least), ref random);
        if (options.CutOut > 0)
            PlaneFilters.CutOut(image, options.CutOut, ref random);
        if (options.Occlusion > 0 && random.Happens(options.Occlusion))
            PlaneFilters.Occlude(image, range, ref random);
        PlaneMasks.Apply(image, options, ref random);
        if (options.Custom.Count > 0)
            ApplyCustom(image, new Random(random.Next(int.MaxValue)));
    }

    private void ApplyCustom(ImagePlanes image, Random random)
    {
        foreach (ImageAugmentation custom in options.Custom)
        {
            custom.Apply(image, random);
            int bad = image.Values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
            {
                throw new InvalidOperationException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{custom.GetType().Name}.{nameof(ImageAugmentation.Apply)} made the value at {bad} "
                            + $"of {shape} {image.Values[bad]}; allowed: finite numbers."
                    )
                );
            }
        }
    }

    private void Move(ref SampleRandom random, SampleWorkspace workspace, Span<float> planes, bool? mirrored)
    {
        Span<float> source = workspace.Planes.AsSpan(0, kept.Length);
        bool signal = shape.Kind == SampleKind.Signal,
            volume = shape.Kind == SampleKind.Volume;
        bool drawn = options.HorizontalFlip && random.Happens(0.5),
            mirror = mirrored ?? drawn,
            turn = options.VerticalFlip && random.Happens(0.5);
        int right = Shift(ref random),
            down = signal ? 0 : Shift(ref random),
            deep = volume ? Shift(ref random) : 0;
        if (!options.IsWarped && kept == shape)
        {
            if (volume)
                VolumeMoves.Shift(source, planes, shape, (right, down, deep), (mirror, turn), options.Border, options.FillValue);
            else
                PlaneMoves.Shift(source, planes, shape, (right, down), (mirror, turn), options.Border, options.FillValue);
            return;
        }

        double angle = random.NextDouble(-options.Rotation, options.Rotation) * Math.PI / 180;
        double grown = 1 + random.NextDouble(-options.Scale, options.Scale);
        (double width, double height, double depth) = (kept.Width, kept.Height, kept.Depth);
        (double x, double y, double z) = (width / 2, height / 2, depth / 2);
        if (options.CropArea < 1)
        {
            (double across, double up, double inwards) = Part(ref random);
            x = width * random.NextDouble(across / 2, 1 - (across / 2));
            y = height * random.NextDouble(up / 2, 1 - (up / 2));
            if (volume)
                z = depth * random.NextDouble(inwards / 2, 1 - (inwards / 2));
            (width, height, depth) = (width * across, height * up, depth * inwards);
        }

        // From a place of the result, counted from its middle, to one of the source.
        double perX = width / shape.Width / grown * (mirror ? -1 : 1),
            perY = height / shape.Height / grown * (turn ? -1 : 1),
            perZ = depth / shape.Depth / grown;
        (double sin, double cos) = Math.SinCos(angle);
        var map = new PlaneMap(cos * perX, sin * perY, -sin * perX, cos * perY, x, y).Shifted(right, down);
        if (volume)
        {
            (double Zz, double Z0) along = (perZ, z - (perZ * deep));
            VolumeMoves.Warp(source, planes, shape, map, along, options.Border, options.FillValue, workspace.Spare);
        }
        else
        {
            PlaneWarp.Apply(source, kept, planes, shape, map, options.Border, options.FillValue);
        }
    }

    private int Shift(ref SampleRandom random) => random.Next((2 * options.ShiftPixels) + 1) - options.ShiftPixels;

    /// <summary>The parts of width, height and depth that are cut out.</summary>
    private (double Across, double Up, double Inwards) Part(ref SampleRandom random)
    {
        double part = random.NextDouble(options.CropArea, 1);
        if (shape.Kind == SampleKind.Signal)
            return (part, 1, 1);
        double aspect = Math.Exp(random.NextDouble(-1, 1) * Math.Log(options.CropAspect));
        if (shape.Kind != SampleKind.Volume)
            return (Math.Min(1, Math.Sqrt(part * aspect)), Math.Min(1, Math.Sqrt(part / aspect)), 1);
        double side = Math.Cbrt(part);
        return (Math.Min(1, side * Math.Sqrt(aspect)), Math.Min(1, side / Math.Sqrt(aspect)), side);
    }
}

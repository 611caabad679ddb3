namespace MLNet.ConvExtensions.Training.Tests.Data;

/// <summary>Adds up to a number to each image, as a user would write it.</summary>
internal sealed record Marks(double Most) : ImageAugmentation
{
    public override void Apply(ImagePlanes image, Random random)
    {
        float added = (float)(Most * random.NextDouble());
        foreach (ref float value in image.Values)
            value += added;
    }
}

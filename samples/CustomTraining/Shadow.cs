using MLNet.ConvExtensions;

namespace CustomTraining;

/// <summary>A shadow falls on a part of the plate, another one each time it is seen.</summary>
/// <param name="Darkest">The least that brightness is multiplied with, 0 to 1.</param>
internal sealed record Shadow(double Darkest) : ImageAugmentation
{
    public override void Apply(ImagePlanes image, Random random)
    {
        (double sin, double cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        double edge = image.Width * (random.NextDouble() - 0.5);
        float brightness = (float)(Darkest + ((1 - Darkest) * random.NextDouble()));
        for (int channel = 0; channel < image.Channels; channel++)
        {
            Span<float> plane = image.Plane(channel);
            for (int i = 0; i < plane.Length; i++)
            {
                double x = (i % image.Width) - (image.Width / 2.0),
                    y = (i / image.Width) - (image.Height / 2.0);
                if ((cos * x) + (sin * y) > edge)
                    plane[i] *= brightness;
            }
        }
    }
}

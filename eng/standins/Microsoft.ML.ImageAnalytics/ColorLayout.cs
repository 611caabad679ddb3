using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Which colors a vector of pixels holds, and the plane of each; -1 for those that it doesn't.</summary>
internal readonly struct ColorLayout
{
    public ColorLayout(ColorBits colors, ColorsOrder order)
    {
        Alpha = Red = Green = Blue = -1;
        foreach (char color in order.ToString())
        {
            switch (color)
            {
                case 'A' when colors.HasFlag(ColorBits.Alpha):
                    Alpha = Planes++;
                    break;
                case 'R' when colors.HasFlag(ColorBits.Red):
                    Red = Planes++;
                    break;
                case 'G' when colors.HasFlag(ColorBits.Green):
                    Green = Planes++;
                    break;
                case 'B' when colors.HasFlag(ColorBits.Blue):
                    Blue = Planes++;
                    break;
            }
        }
    }

    public int Planes { get; }

    public int Alpha { get; }

    public int Red { get; }

    public int Green { get; }

    public int Blue { get; }
}

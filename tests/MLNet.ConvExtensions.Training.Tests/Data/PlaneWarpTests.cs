using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

/// <summary>The fast ways of warping against the formula, written down pixel by pixel.</summary>
public sealed class PlaneWarpTests
{
    [Theory]
    [InlineData(BorderFill.Constant)]
    [InlineData(BorderFill.Edge)]
    [InlineData(BorderFill.Reflect)]
    public void Every_way_gives_the_same_numbers_to_the_bit(BorderFill border)
    {
        var random = new Random(11);
        for (int trial = 0; trial < 150; trial++)
        {
            var kept = new SampleShape(random.Next(1, 4), random.Next(1, 40), random.Next(1, 40));
            var shape = new SampleShape(kept.Channels, random.Next(1, 40), random.Next(1, 40));
            float[] source = [.. Enumerable.Range(0, kept.Length).Select(_ => random.NextSingle() * 255)];
            double angle = trial % 3 == 0 ? 0 : random.NextDouble() - 0.5,
                grown = 0.5 + random.NextDouble();
            (double sin, double cos) = Math.SinCos(angle);
            double perX = (double)kept.Width / shape.Width * grown * (random.Next(2) == 0 ? 1 : -1),
                perY = (double)kept.Height / shape.Height * grown * (random.Next(2) == 0 ? 1 : -1);
            var map = new PlaneMap(
                cos * perX,
                sin * perY,
                -sin * perX,
                cos * perY,
                kept.Width * random.NextDouble(),
                kept.Height * random.NextDouble()
            );
            var planes = new float[shape.Length];

            PlaneWarp.Apply(source, kept, planes, shape, map, border, 9);

            Assert.Equal(Formula(source, kept, shape, map, border, 9), planes);
        }
    }

    [Fact]
    public void Bytes_become_the_numbers_that_they_are()
    {
        for (int length = 0; length < 70; length++)
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(255 - (i * 7)))];
            var values = new float[length];
            PlaneBytes.Widen(bytes, values);
            Assert.Equal(bytes.Select(b => (float)b), values);
        }
    }

    private static float[] Formula(float[] source, SampleShape kept, SampleShape shape, PlaneMap map, BorderFill border, float fill)
    {
        var planes = new float[shape.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            int channel = i / shape.Size;
            double u = (i % shape.Width) + 0.5 - (shape.Width / 2.0),
                v = (i / shape.Width % shape.Height) + 0.5 - (shape.Height / 2.0);
            double x = (map.Xx * u) + (map.Xy * v) + map.X0 - 0.5,
                y = (map.Yx * u) + (map.Yy * v) + map.Y0 - 0.5;
            int left = (int)Math.Floor(x),
                top = (int)Math.Floor(y);
            float above = Mix(Value(left, top), Value(left + 1, top), (float)(x - left)),
                below = Mix(Value(left, top + 1), Value(left + 1, top + 1), (float)(x - left));
            planes[i] = Mix(above, below, (float)(y - top));

            float Value(int column, int row)
            {
                column = PlaneMoves.Inside(column, kept.Width, border);
                row = PlaneMoves.Inside(row, kept.Height, border);
                return column < 0 || row < 0 ? fill : source[(channel * kept.Size) + (row * kept.Width) + column];
            }
        }

        return planes;

        static float Mix(float a, float b, float share) => a + ((b - a) * share);
    }
}

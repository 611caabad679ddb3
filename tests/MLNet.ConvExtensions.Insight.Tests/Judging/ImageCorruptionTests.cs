using System.Text.Json;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>Changed photos are those that Pillow, SciPy and NumPy make by the same definitions: make_judging.py.</summary>
public sealed class ImageCorruptionTests
{
    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Judging", "expected-corruptions.json")))
        .RootElement;

    public static TheoryData<string, double> Cases()
    {
        var cases = new TheoryData<string, double>();
        foreach (JsonElement one in Expected.GetProperty("cases").EnumerateArray())
            cases.Add(one.GetProperty("name").GetString()!, one.GetProperty("strength").GetDouble());
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_changed_photo_is_the_one_computed_elsewhere(string name, double strength)
    {
        JsonElement expected = Expected
            .GetProperty("cases")
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == name && c.GetProperty("strength").GetDouble() == strength);
        using MLImage photo = Photo();
        using MLImage changed = ImageCorruption.Find(name).Apply(photo, strength, Expected.GetProperty("seed").GetInt32());

        Assert.Equal(
            (expected.GetProperty("width").GetInt32(), expected.GetProperty("height").GetInt32()),
            (changed.Width, changed.Height)
        );
        byte[] values = Rgb(changed),
            reference = expected.GetProperty("values").GetBytesFromBase64();
        int[] differences = [.. values.Zip(reference, (a, b) => Math.Abs(a - b))];
        int tolerance = expected.GetProperty("tolerance").GetInt32();
        Assert.True(differences.Max() <= tolerance, $"{name} {strength}: differs by {differences.Max()}, mean {differences.Average()}");
        // Roundings differ here and there, not everywhere.
        Assert.True(differences.Average() <= 0.55, $"{name} {strength}: differs by {differences.Average()} on average");
    }

    [Fact]
    public void Every_kind_is_compared_with_another_computation()
    {
        string?[] compared = [.. Expected.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString())];
        Assert.Equal([], ImageCorruption.All.Select(c => c.Name).Except(compared));
    }

    [Fact]
    public void Every_kind_changes_more_with_its_strength_and_leaves_the_photo_as_it_is()
    {
        using MLImage photo = Photo();
        byte[] before = Rgb(photo);
        foreach (ImageCorruption corruption in ImageCorruption.All)
        {
            double last = -1;
            foreach (double strength in corruption.Strengths)
            {
                using MLImage changed = corruption.Apply(photo, strength);
                byte[] after = Rgb(changed);
                // A part of the photo can't be compared with the whole; its size tells.
                double difference =
                    after.Length == before.Length ? before.Zip(after, (a, b) => Math.Abs(a - b)).Average() : before.Length - after.Length;
                Assert.True(
                    difference >= last || corruption.Name is "rotation" or "shift" or "zoom out",
                    $"{corruption.Name} {strength}: {difference} after {last}"
                );
                last = difference;
            }

            Assert.True(last > 0, corruption.Name);
        }

        Assert.Equal(before, Rgb(photo));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_gives_others()
    {
        using MLImage photo = Photo();
        foreach (string name in (string[])["noise", "shift", "occlusion"])
        {
            var corruption = ImageCorruption.Find(name);
            using MLImage first = corruption.Apply(photo, 0.3, 1),
                again = corruption.Apply(photo, 0.3, 1),
                other = corruption.Apply(photo, 0.3, 2);
            Assert.Equal(Rgb(first), Rgb(again));
            Assert.NotEqual(Rgb(first), Rgb(other));
        }
    }

    [Theory]
    [InlineData("darkness", 1.5, "A strength of 'darkness' is 1.5; allowed: above 0, up to 1 (s).")]
    [InlineData("rotation", 0, "A strength of 'rotation' is 0; allowed: above 0, up to 180 (degrees).")]
    [InlineData("blur", double.NaN, "A strength of 'blur' is NaN; allowed: above 0, up to 100 (pixels of 224).")]
    public void A_strength_out_of_range_is_refused(string name, double strength, string message)
    {
        using MLImage photo = Photo();
        var corruption = ImageCorruption.Find(name);

        Assert.StartsWith(
            message,
            Assert.Throws<ArgumentException>(() => corruption.Apply(photo, strength)).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            message,
            Assert.Throws<ArgumentException>(() => corruption.WithStrengths(strength)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Strengths_must_grow_and_names_must_be_known()
    {
        var blur = ImageCorruption.Find("Blur");

        Assert.Equal([1, 3], blur.WithStrengths(1, 3).Strengths);
        Assert.Contains("[3, 1]", Assert.Throws<ArgumentException>(() => blur.WithStrengths(3, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("zoom out", Assert.Throws<ArgumentException>(() => ImageCorruption.Find("fog")).Message, StringComparison.Ordinal);
    }

    private static MLImage Photo()
    {
        byte[] rgb = Expected.GetProperty("photo").GetBytesFromBase64();
        byte[] pixels = [.. rgb.Chunk(3).SelectMany(p => (byte[])[.. p, 255])];
        return MLImage.CreateFromPixels(
            Expected.GetProperty("width").GetInt32(),
            Expected.GetProperty("height").GetInt32(),
            MLPixelFormat.Rgba32,
            pixels
        );
    }

    private static byte[] Rgb(MLImage image)
    {
        Assert.Equal(MLPixelFormat.Rgba32, image.PixelFormat);
        return [.. image.Pixels.ToArray().Where((_, i) => i % 4 != 3)];
    }
}

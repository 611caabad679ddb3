using System.Text.Json;

namespace MLNet.ConvExtensions.Tests.Stages.Detection;

/// <summary>What make_references.py wrote.</summary>
internal static class References
{
    private static readonly JsonElement Root = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "detection.json")))
        .RootElement;

    public static JsonElement Of(string name) => Root.GetProperty(name);

    public static T Of<T>(string name) => Root.GetProperty(name).Deserialize<T>()!;

    /// <summary>Objects that are written as class, confidence, left, top, width and height.</summary>
    public static void AssertEqual(string name, IReadOnlyList<DetectedObject> found, float tolerance = 1e-5f)
    {
        float[][] expected = Of<float[][]>(name);
        Assert.Equal(expected.Length, found.Count);
        foreach ((float[] want, DetectedObject got) in expected.Zip(found))
        {
            Assert.Equal((int)want[0], got.ClassIndex);
            float[] numbers = [got.Confidence, got.Box.Left, got.Box.Top, got.Box.Width, got.Box.Height];
            Assert.All(numbers.Zip(want.Skip(1)), pair => Assert.Equal(pair.Second, pair.First, tolerance));
        }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Insight.Tests.Explanations;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Activations;

public sealed class NetworkActivationsTests
{
    private static readonly Backbone Network = SmallNetworks.Backbone(SmallNetworks.Flat);

    [Fact]
    public void Maps_are_what_the_stage_of_features_gives_for_the_layer()
    {
        using var activations = new NetworkActivations(Network, ["relu1", "pool2"]);
        IReadOnlyList<FeatureMaps> found = activations.Read(Photos.Some[0]);
        Assert.Equal([("relu1", 6, 24, 24), ("pool2", 8, 6, 6)], found.Select(m => (m.Layer, m.Channels, m.Height, m.Width)));
        Assert.All(found, maps => AssertSame(Stage(maps.Layer), maps.Values));
    }

    [Fact]
    public void Activations_with_maps_are_looked_at_where_no_layer_is_named()
    {
        using var activations = new NetworkActivations(Network);
        Assert.Equal(["relu1", "relu2"], activations.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Statistics_are_those_of_all_positions_of_all_photos()
    {
        using var activations = new NetworkActivations(Network, ["relu2"]);
        LayerActivations found = Assert.Single(activations.Summarize(Photos.Some, strongest: 3));
        Assert.Equal(Photos.Some.Length, found.Photos);
        foreach (UnitActivations unit in found.Units)
        {
            (string Photo, float[] Map)[] maps = [.. Photos.Some.Select(p => (p, activations.Read(p)[0][unit.Unit].ToArray()))];
            double[] all = [.. maps.SelectMany(m => m.Map).Select(v => (double)v)];
            double mean = all.Average();
            Assert.Equal(mean, unit.Mean, 1e-6);
            Assert.Equal(Math.Sqrt(all.Average(v => (v - mean) * (v - mean))), unit.StandardDeviation, 1e-6);
            Assert.Equal(all.Count(v => v > 0) / (double)all.Length, unit.ActiveShare, 1e-9);
            Assert.Equal((all.Min(), all.Max()), ((double)unit.Min, (double)unit.Max));
            Assert.Equal(maps.Select(m => m.Map.Max()).OrderDescending().Take(3), unit.Strongest.Select(s => s.Value));
            Assert.All(unit.Strongest, s => Assert.Equal(s.Value, maps.Single(m => m.Photo == s.Image).Map[(s.Row * 12) + s.Column]));
        }
    }

    [Fact]
    public void Units_that_say_the_same_of_everything_are_dead()
    {
        OnnxNetwork network = SmallNetworks.Flat;
        NetworkWeight biases = network.Weights[1];
        float[] values = biases.Contents.ToFloats();
        values[4] = -1000;
        network = network.WithWeights(
            new Dictionary<string, StoredTensor> { [biases.Name] = StoredTensor.OfFloats(values, biases.Contents.Shape) }
        );
        using var activations = new NetworkActivations(SmallNetworks.Backbone(network), ["relu1"]);
        LayerActivations found = activations.Summarize(Photos.Some)[0];
        Assert.Equal(1, found.DeadUnits);
        Assert.Equal([4], found.Units.Where(u => u.IsDead).Select(u => u.Unit));
    }

    [Fact]
    public void Photos_that_cannot_be_read_are_told_or_an_error()
    {
        using var folder = new TemporaryFolder();
        string broken = folder.Write("broken.jpg", [1]);
        using var activations = new NetworkActivations(Network);
        var told = new List<string>();
        Assert.Equal(1, activations.Summarize([broken, Photos.Some[0]], unread: told.Add)[0].Photos);
        Assert.Contains("broken.jpg", Assert.Single(told), StringComparison.Ordinal);
        Assert.Throws<ImageInputException>(() => activations.Summarize([broken]));
        Assert.Throws<ImageInputException>(() => activations.Summarize([broken], unread: told.Add));
    }

    [Theory]
    [InlineData("dense1", "gives (None, 10)")]
    [InlineData("relu7", "relu7")]
    public void Layers_without_maps_are_refused(string layer, string part) =>
        Assert.Contains(
            part,
            Assert.Throws<ArgumentException>(() => new NetworkActivations(Network, [layer])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Networks_without_maps_are_refused() =>
        Assert.Contains(
            "gives maps of more than one position",
            Assert.Throws<OnnxNetworkException>(() => new NetworkActivations(SmallNetworks.Backbone(SmallNetworks.Dense))).Message,
            StringComparison.Ordinal
        );

    private static float[] Stage(string layer)
    {
        var ml = new MLContext();
        IDataView photos = ml.Data.LoadFromEnumerable([new Photo { ImagePath = Photos.Some[0] }]);
        using ConvFeaturesTransformer stage = ml
            .Transforms.ConvFeatures("Values", "ImagePath", Network, layer, FeaturePooling.None)
            .Fit(photos);
        return stage.Transform(photos).GetColumn<float[]>("Values").Single();
    }

    private static void AssertSame(float[] expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-5f);
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }
}

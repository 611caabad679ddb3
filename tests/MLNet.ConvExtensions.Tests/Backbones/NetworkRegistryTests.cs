namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>One list of all names, and one call from a name to a network for new classes.</summary>
public sealed class NetworkRegistryTests
{
    [Fact]
    public void Every_architecture_and_every_backbone_stands_there_once()
    {
        Assert.Equal(
            Architectures.All.Order(By.Name),
            NetworkRegistry.All.Select(n => n.Architecture).OfType<Architecture>().Order(By.Name)
        );
        Assert.Equal(
            Backbone.All.Select(b => b.Name).Append(Backbone.Embedded.Name).Append(Backbone.PackagedResNet18.Name).Order(),
            NetworkRegistry.All.Select(n => n.Pretrained?.Name).OfType<string>().Order()
        );
        Assert.Distinct(NetworkRegistry.All.Select(n => n.Name), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("resnet-18", true, true)]
    [InlineData("squeezenet11", true, true)]
    [InlineData("LeNet 5", true, false)]
    [InlineData("ConvNeXt_Tiny", true, true)]
    [InlineData("embedded", false, true)]
    public void A_name_is_a_design_a_pretrained_network_or_both(string name, bool design, bool pretrained)
    {
        NamedNetwork network = NetworkRegistry.Named(name);

        Assert.Equal((design, pretrained), (network.Architecture is not null, network.Pretrained is not null));
    }

    [Fact]
    public void Pretrained_its_features_are_the_published_ones_behind_a_new_head()
    {
        OnnxNetwork network = NetworkRegistry.Named("embedded").Create(7, seed: 3);

        Assert.Equal("(None, 7)", network.Outputs.Single().Shape!.ToString());
        Dictionary<string, float[]> weights = network.Weights.ToDictionary(w => w.Name, w => w.Contents.ToFloats());
        Assert.All(Backbone.Embedded.GetFeatureNetwork().Weights, w => Assert.Equal(w.Contents.ToFloats(), weights[w.Name]));
        Assert.NotEqual(network.ToBytes(), NetworkRegistry.Named("embedded").Create(7, seed: 4).ToBytes());
    }

    [Fact]
    public void Fresh_it_is_the_design_for_its_own_size_of_images() =>
        Assert.Equal(
            Architectures.CifarResNet20(classes: 3, seed: 5).ToBytes(),
            NetworkRegistry.Named("CifarResNet20").Create(3, pretrained: false, seed: 5).ToBytes()
        );

    [Fact]
    public void What_there_is_not_is_refused_by_name()
    {
        Assert.Contains(
            "'LeNet5'",
            Assert.Throws<ArgumentException>(() => NetworkRegistry.Named("LeNet6")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "No published weights of LeNet5",
            Assert.Throws<NotSupportedException>(() => NetworkRegistry.Named("LeNet5").Create(3)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"{Backbone.Embedded.Name} is known with its published weights only",
            Assert.Throws<NotSupportedException>(() => NetworkRegistry.Named("embedded").Create(3, pretrained: false)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkRegistry.Named("LeNet5").Create(0, pretrained: false));
    }

    private static class By
    {
        public static IComparer<Architecture> Name { get; } =
            Comparer<Architecture>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));
    }
}

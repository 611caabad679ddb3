using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Mutation;

/// <summary>Damaged networks are refused with the documented exceptions, or run.</summary>
[Collection(AloneCollection.Name)]
public sealed class MutatedNetworkTests
{
    private const int Count = 600;

    /// <summary>The networks have some thousand weights.</summary>
    private const long BytesAllowed = 64 << 20;

    private readonly MLContext _context = new(seed: 1);
    private readonly byte[] _photo = TestImages.Png(1);

    [Fact]
    public void Damaged_networks_are_refused_or_run()
    {
        byte[][] originals =
        [
            File.ReadAllBytes(Tiny.File),
            SampleGraphs.Residual(1).Finish().ToByteArray(),
            SampleGraphs.LeNet5(3).Finish().ToByteArray(),
            SampleGraphs.PyTorchView().Finish().ToByteArray(),
        ];
        int loaded = 0,
            ran = 0;
        var watchdog = new Watchdog();
        watchdog.Watch(() =>
        {
            for (int seed = 0; seed < Count; seed++)
            {
                watchdog.Next($"seed {seed}");
                byte[] original = originals[seed % originals.Length];
                byte[] bytes = seed % 3 == 0 ? new Mutator(seed).Damage(original) : new GraphMutator(seed).Damage(original);
                long before = GC.GetAllocatedBytesForCurrentThread();
                if (Edit(bytes) is { } network)
                {
                    loaded++;
                    ran += Run(network) ? 1 : 0;
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAllowed);
            }
        });
        Assert.InRange(loaded, Count / 10, Count * 9 / 10);
        Assert.InRange(ran, Count / 20, loaded);
    }

    [Fact]
    public void Multiply_adds_beyond_all_numbers_are_unknown()
    {
        static NetworkSummary Summary(int layers)
        {
            GraphBuilder graph = new GraphBuilder(name: "huge").Input("image", 1, 256, 1L << 23, 1L << 23);
            for (int i = 0; i < layers; i++)
                graph.Conv($"conv{i}", 256, 256, 1);
            return OnnxNetwork.FromBytes(graph.Finish().ToByteArray()).Summary();
        }

        Assert.Equal(1L << 62, Summary(1).MultiplyAdds);
        Assert.Null(Summary(2).MultiplyAdds);
        Assert.DoesNotContain("Multiply-adds", Summary(2).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Softmax")]
    [InlineData("Conv")]
    public void Search_for_features_does_not_follow_outputs_without_a_name(string unnamed)
    {
        ModelProto model = SampleGraphs.LeNet5(3).Finish();
        string weights = model.Graph.Initializer[0].Name;
        model.Graph.Node[^1].Input[0] = weights;
        model.Graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = unnamed,
                Input = { weights },
                Output = { "" },
            }
        );
        var error = Assert.Throws<OnnxNetworkException>(() => OnnxNetwork.FromBytes(model.ToByteArray()).FindFeatureLayer());
        Assert.Contains("no output that depends on its input", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layer_of_absurd_width_is_refused()
    {
        OnnxNetwork network = OnnxNetwork.FromBytes(
            new GraphBuilder().Input("image", "N", 3, 16384, 16384).Conv("conv", 3, 4, 1).Finish().ToByteArray()
        );
        var options = new ConvFeaturesOptions { InputColumnName = nameof(EncodedImage.Image), Pooling = FeaturePooling.None };
        var error = Assert.Throws<OnnxNetworkException>(() =>
            _context
                .Transforms.ConvFeatures(Backbone.FromNetwork("wide", network), options)
                .Fit(_context.Data.LoadFromEnumerable([new EncodedImage { Image = _photo }]))
        );
        Assert.Contains("has 1,073,741,824 features; allowed: 1 to 268,435,456", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The network, or null where it is refused.</summary>
    private static OnnxNetwork? Edit(byte[] bytes)
    {
        OnnxNetwork network;
        try
        {
            network = OnnxNetwork.FromBytes(bytes);
        }
        catch (OnnxNetworkException)
        {
            return null;
        }

        Assert.NotEmpty(network.Summary().ToString());
        try
        {
            Assert.NotEmpty(network.CutAt(network.FindFeatureLayer().Name).WithBatch().ToBytes());
        }
        catch (OnnxNetworkException)
        {
            // A network, but not one that takes any number of images.
        }

        return network;
    }

    private bool Run(OnnxNetwork network)
    {
        IDataView data = _context.Data.LoadFromEnumerable([new EncodedImage { Image = _photo }]);
        try
        {
            var options = new ConvFeaturesOptions { InputColumnName = nameof(EncodedImage.Image) };
            using ConvFeaturesTransformer transformer = _context
                .Transforms.ConvFeatures(Backbone.FromNetwork("damaged", network), options)
                .Fit(data);
            Assert.Equal(transformer.FeatureCount, Assert.Single(transformer.Transform(data).GetColumn<float[]>("Features")).Length);
            return true;
        }
        catch (Exception e) when (e is OnnxNetworkException or ArgumentException)
        {
            return false;
        }
    }

    private sealed class EncodedImage
    {
        public byte[] Image { get; set; } = [];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>Features of a transformer's hidden states, and of layers that say nothing.</summary>
public sealed class HiddenStateTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(FeaturePooling.Average)]
    [InlineData(FeaturePooling.Maximum)]
    [InlineData(FeaturePooling.ClassToken)]
    public void Hidden_states_are_pooled_over_tokens(FeaturePooling pooling)
    {
        OnnxNetwork network = OnnxNetwork.Load(SharedData.Require("cases", "2", "vit_hidden.onnx"));
        ImageInput input = network.GetImageInput();
        int side = (int)input.Width!,
            width = (int)network.Outputs[0].Shape![2]!,
            tokens = (int)network.Outputs[0].Shape![1]!;
        var preprocessing = new BackbonePreprocessing
        {
            Width = side,
            Height = side,
            CropFraction = 1,
            Scale = 1,
            Mean = [0, 0, 0],
            StandardDeviation = [1, 1, 1],
        };
        float[][] pixels = [.. Enumerable.Range(0, 3).Select(i => Ort.Noise(i, 3, side, side))];
        using ConvFeaturesTransformer transformer = Fit(
            Backbone.FromNetwork("vit", network, preprocessing),
            pixels,
            new ConvFeaturesOptions { Pooling = pooling }
        );
        float[][] features = Read(transformer, pixels);
        Assert.Equal(width, transformer.FeatureCount);
        for (int i = 0; i < 3; i++)
        {
            float[] states = Ort.Run(network, pixels[i], 1, 3, side, side).Values;
            IEnumerable<float> Of(int c) => Enumerable.Range(0, tokens).Select(t => states[(t * width) + c]);
            float[] expected =
            [
                .. Enumerable
                    .Range(0, width)
                    .Select(c =>
                        pooling switch
                        {
                            FeaturePooling.Average => Of(c).Average(),
                            FeaturePooling.Maximum => Of(c).Max(),
                            _ => Of(c).First(),
                        }
                    ),
            ];
            Ort.AssertClose(expected, features[i]);
        }

        // This one's first token comes before any attention: it is the same for all images.
        Assert.Equal(pooling == FeaturePooling.ClassToken, Vectors.Cosine(features[0], features[1]) > 0.99999);
    }

    [Theory]
    [InlineData("zeros", 9, true)]
    [InlineData("zeros", 7, false)]
    [InlineData("one", 30, true)]
    [InlineData("picture", 30, false)]
    public void Features_that_are_the_same_for_different_images_are_warned_of(string kind, int images, bool warned)
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 3, 8, 8).Op("GlobalAveragePool", "p").Op("Flatten", "f");
        OnnxNetwork network = (
            kind switch
            {
                "zeros" => graph.Op("Mul", "y", [graph.Scalar("zero", 0)]),
                "one" => graph.Op("Softmax", "s").Op("ReduceSum", "y", [graph.Shape("axes", 1)]),
                _ => graph.Op("Exp", "y"),
            }
        ).Build();
        var log = new MessageLog();
        float[][] pixels = [.. Enumerable.Range(0, images).Select(i => Ort.Noise(i, 3, 8, 8))];
        var preprocessing = new BackbonePreprocessing
        {
            Width = 8,
            Height = 8,
            CropFraction = 1,
        };
        using ConvFeaturesTransformer transformer = Fit(
            Backbone.FromNetwork("net", network, preprocessing, "y"),
            pixels,
            new ConvFeaturesOptions
            {
                Logger = log,
                NumberOfThreads = 3,
                BatchSize = 2,
            }
        );
        Read(transformer, pixels);
        Assert.Equal(
            warned ? 1 : 0,
            log.Messages.Count(m => m.StartsWith("Warning: The features of layer 'y' are the same", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void One_image_many_times_is_no_reason_to_warn()
    {
        var log = new MessageLog();
        float[][] pixels = [.. Enumerable.Repeat(Ort.Noise(1, 3, 32, 32), 40)];
        using ConvFeaturesTransformer transformer = Fit(
            Tiny.Backbone,
            pixels,
            new ConvFeaturesOptions { Logger = log, CacheMegabytes = 0 }
        );
        Read(transformer, pixels);
        Assert.Empty(log.Messages);
    }

    private ConvFeaturesTransformer Fit(Backbone backbone, float[][] pixels, ConvFeaturesOptions options) =>
        _context.Transforms.ConvFeatures(backbone, options with { InputColumnName = "Pixels" }).Fit(Data(pixels));

    private float[][] Read(ConvFeaturesTransformer transformer, float[][] pixels) =>
        [.. transformer.Transform(Data(pixels)).GetColumn<float[]>("Features")];

    private IDataView Data(float[][] pixels)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, pixels[0].Length);
        return _context.Data.LoadFromEnumerable(pixels.Select(p => new Row { Pixels = p }).ToArray(), schema);
    }

    private sealed class Row
    {
        public float[] Pixels { get; set; } = [];
    }
}

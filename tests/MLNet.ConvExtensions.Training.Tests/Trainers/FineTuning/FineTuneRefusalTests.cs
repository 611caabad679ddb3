using Microsoft.ML;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>What can't work is said before any image is computed.</summary>
public sealed class FineTuneRefusalTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        Assert.Contains("FineTuneOptions.Stages is 0; allowed: 1 or more", Refused(new() { Stages = 0 }));
        Assert.Contains(
            "FineTuneOptions.Stages is 4; the backbone has 3, so allowed: 1 to 3. They are: 'conv1' to",
            Refused(new() { Stages = 4 })
        );
        Assert.Contains("FineTuneOptions.StageRateFactor is 1.5; allowed: above 0, up to 1", Refused(new() { StageRateFactor = 1.5 }));
        Assert.Contains("FineTuneOptions.HeadEpochs is 11; allowed: 0 to Epochs, 10", Refused(new() { HeadEpochs = 11 }));
        Assert.Contains("FineTuneOptions.Dropout is 1; allowed: 0 or more, below 1", Refused(new() { Dropout = 1 }));
        Assert.Contains("FineTuneOptions.HiddenUnits is 8, 0; allowed: 1 to 65536 each", Refused(new() { HiddenUnits = [8, 0] }));
        Assert.Contains(
            "CacheFeatures is True; allowed: false or null with Augmentation",
            Refused(new() { CacheFeatures = true, Augmentation = new() })
        );
        Assert.Contains(
            "CacheFeatures is True; allowed: false or null where Strategy is Full",
            Refused(new() { CacheFeatures = true, Strategy = FineTuneStrategy.Full })
        );
        Assert.Contains(
            "CacheFeatures is True; allowed: False or null where all stages of the backbone learn, as 3 do",
            Refused(new() { CacheFeatures = true, Stages = 3 })
        );
        Assert.Contains(
            "RestoreBatchNormalization is True; allowed: false where Strategy is Head",
            Refused(new() { RestoreBatchNormalization = true, Strategy = FineTuneStrategy.Head })
        );
        Assert.Contains("megabytes for 60 images; CacheMegabytes is 0", Refused(new() { CacheFeatures = true, CacheMegabytes = 0 }));
        Assert.Contains("'conv1'", Refused(new() { FeatureLayer = "conv11" }));
    }

    [Fact]
    public void Labels_that_do_not_suffice_are_refused()
    {
        IDataView one = View([.. Samples(3, 1)]);

        Assert.Contains("Each of the 3 classes of column 'Label' has one image", Refused(new(), one));
        Assert.Contains("All 20 rows have the same label", Refused(new(), Stripes(60, 1, r => r.Kind == "none")));
    }

    [Fact]
    public void An_operator_that_cannot_be_trained_is_named_with_its_node_unless_it_is_frozen()
    {
        OnnxNetwork network = Untrainable();
        string refused = Refused(new() { Strategy = FineTuneStrategy.Full }, network: network);
        using ConvNetTransformer frozen = _ml
            .MulticlassClassification.Trainers.FineTune(
                Backbone.FromNetwork("odd", network),
                new FineTuneOptions
                {
                    Strategy = FineTuneStrategy.Head,
                    Epochs = 1,
                    NumberOfThreads = 1,
                }
            )
            .Fit(Stripes(60, 1));

        Assert.Contains("BitShift", refused);
        Assert.Contains("'odd'", refused);
    }

    private string Refused(FineTuneOptions options, IDataView? data = null, OnnxNetwork? network = null) =>
        Assert
            .ThrowsAny<Exception>(() =>
                _ml
                    .MulticlassClassification.Trainers.FineTune(network is null ? Stripy : Backbone.FromNetwork("odd", network), options)
                    .Fit(data ?? Stripes(60, 1))
            )
            .Message;

    // Adds half of each pixel, by shifting bits, which nothing here can train.
    private static OnnxNetwork Untrainable()
    {
        OnnxNetwork network = Network();
        GraphProto graph = network.Graph.Copy();
        string image = graph.Input[0].Name;
        foreach (NodeProto node in graph.Node.Where(n => n.Input.Contains(image)).ToArray())
        {
            NodeProto copy = node.Clone();
            copy.Input[copy.Input.IndexOf(image)] = "sum";
            graph.Node[graph.Node.IndexOf(node)] = copy;
        }

        NodeProto bytes = GraphEdits.Node("Cast", "bytes", image),
            shifted = GraphEdits.Node("BitShift", "odd", "bytes", "bytes"),
            numbers = GraphEdits.Node("Cast", "numbers", "odd");
        bytes.Attribute.Add(GraphEdits.Attribute("to", (int)OnnxElementType.UInt8));
        shifted.Attribute.Add(GraphEdits.Attribute("direction", "RIGHT"));
        numbers.Attribute.Add(GraphEdits.Attribute("to", (int)OnnxElementType.Float));
        NodeProto[] nodes = [bytes, shifted, numbers, GraphEdits.Node("Add", "sum", image, "numbers")];
        for (int i = 0; i < nodes.Length; i++)
            graph.Node.Insert(i, nodes[i]);
        return network.Edited(graph);
    }
}

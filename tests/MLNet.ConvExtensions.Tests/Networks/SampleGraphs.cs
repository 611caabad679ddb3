using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Networks of the textbooks, and small ones of the kinds that exporters write.</summary>
internal static class SampleGraphs
{
    /// <summary>LeNet-5 as university courses draw it, 32x32 pixels, 10 classes.</summary>
    public static GraphBuilder LeNet5(int channels = 1) =>
        new GraphBuilder(name: "LeNet-5")
            .Input("image", "N", channels, 32, 32)
            .Conv("C1", channels, 6, 5)
            .Op("Tanh", "C1_tanh")
            .Pool("AveragePool", "S2", 2, 2)
            .Conv("C3", 6, 16, 5)
            .Op("Tanh", "C3_tanh")
            .Pool("AveragePool", "S4", 2, 2)
            .Conv("C5", 16, 120, 5)
            .Op("Tanh", "C5_tanh")
            .Op("Flatten", "flatten")
            .Dense("F6", 120, 84)
            .Op("Tanh", "F6_tanh")
            .Dense("output", 84, 10)
            .Op("Softmax", "probabilities");

    /// <summary>A residual block with batch normalisation between a stem and a classifier.</summary>
    public static GraphBuilder Residual(object batch)
    {
        GraphBuilder graph = new GraphBuilder(name: "residual")
            .Input("image", batch, 3, 16, 16)
            .Conv("stem", 3, 8, 3, stride: 2, pad: 1, bias: false)
            .BatchNorm("stem_bn", 8)
            .Op("Relu", "stem_relu")
            .Conv("block.conv1", 8, 8, 3, pad: 1)
            .Op("Relu", "block.relu1")
            .Conv("block.conv2", 8, 8, 3, pad: 1);
        return graph
            .Node("Add", "block.add", ["block.conv2", "stem_relu"], ["block.add"])
            .Op("Relu", "block.relu2")
            .Op("GlobalAveragePool", "pool")
            .Op("Flatten", "features")
            .Dense("classifier", 8, 5);
    }

    /// <summary>What PyTorch writes of <c>x.view(x.size(0), -1)</c>: the shape is computed while the network runs.</summary>
    public static GraphBuilder PyTorchView()
    {
        GraphBuilder graph = new GraphBuilder(opset: 11).Input("x", "batch", 3, 8, 8).Conv("conv", 3, 4, 3);
        string zero = graph.Shape("zero");
        graph.Graph.Initializer[^1].Dims.Clear();
        graph.Graph.Initializer[^1].RawData = Google.Protobuf.ByteString.CopyFrom(new byte[8]);
        return graph
            .Node("Shape", "shape", ["conv"], ["shape"])
            .Node("Gather", "size", ["shape", zero], ["size"], Int("axis", 0))
            .Node("Unsqueeze", "size1", ["size"], ["size1"], Ints("axes", 0))
            .Node("Concat", "target", ["size1", graph.Shape("rest", -1)], ["target"], Int("axis", 0))
            .Node("Reshape", "view", ["conv", "target"], ["view"])
            .Dense("fc", 144, 5);
    }
}

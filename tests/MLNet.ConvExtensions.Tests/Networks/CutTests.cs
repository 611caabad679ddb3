using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>A network that is cut computes the same, with nothing in it that it doesn't need.</summary>
public sealed class CutTests
{
    private static readonly long[] Size = [2, 3, 16, 16];

    public static TheoryData<string> Layers => new(SampleGraphs.Residual("N").Build().Layers.Select(l => l.Name));

    [Theory]
    [MemberData(nameof(Layers))]
    public void Cut_gives_the_numbers_of_the_whole_network(string layer)
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        float[] images = Ort.Noise(3, Size);
        Ort.Result whole = Ort.RunAll(
            network.WithOutputs(layer, network.Layers[^1].Name == layer ? "stem" : "classifier").ToBytes(),
            images,
            Size
        )[0];
        OnnxNetwork cut = network.CutAt(layer);
        Ort.Result part = Ort.Run(cut, images, Size);
        Assert.Equal(layer, Assert.Single(cut.Outputs).Name);
        Assert.Equal(whole.Shape, part.Shape);
        Ort.AssertClose(whole.Values, part.Values);
    }

    [Fact]
    public void Cut_drops_what_is_not_needed_and_changes_nothing_in_the_original()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        byte[] before = network.ToBytes();
        OnnxNetwork cut = network.CutAt("stem_relu");
        Assert.Equal(["stem", "stem_bn", "stem_relu"], cut.Layers.Select(l => l.Name));
        Assert.Equal(
            ["stem.weight", "stem_bn.scale", "stem_bn.shift", "stem_bn.mean", "stem_bn.var"],
            cut.Graph.Initializer.Select(t => t.Name)
        );
        Assert.Equal(before, network.ToBytes());
    }

    [Fact]
    public void Cut_shares_the_weights()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.Same(network.Graph.Initializer[0].RawData, network.CutAt("stem").Graph.Initializer[0].RawData);
    }

    [Fact]
    public void Cut_states_type_and_shape_of_the_output()
    {
        NetworkTensor output = Assert.Single(
            OnnxNetwork.FromBytes(SampleGraphs.Residual("N").Build().CutAt("block.add").ToBytes()).Outputs
        );
        Assert.Equal((OnnxElementType.Float, "(None, 8, 8, 8)"), (output.ElementType, output.Shape!.ToString()));
    }

    [Fact]
    public void Cut_drops_inputs_that_nothing_takes_any_more()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Op("Relu", "a")
            .Input("mask", "N", 3, 8, 8)
            .Node("Mul", "b", ["a", "mask"], ["b"])
            .Build();
        Assert.Equal("x", Assert.Single(network.CutAt("a").Inputs).Name);
    }

    [Fact]
    public void Layers_are_cut_at_by_node_name_and_by_any_of_their_tensors()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 4, 8, 8)
            .Node("Split", "halves", ["x"], ["first", "second"], GraphBuilder.Int("axis", 1))
            .Build();
        Assert.Equal("first", network.CutAt("halves").Outputs[0].Name);
        Assert.Equal("second", network.CutAt("second").Outputs[0].Name);
        float[] images = Ort.Noise(3, 1, 4, 8, 8);
        Assert.Equal(images[128..], Ort.Run(network.CutAt("second"), images, 1, 4, 8, 8).Values);
    }

    [Fact]
    public void Cut_at_an_unknown_layer_names_the_nearest() =>
        Assert.Contains(
            "'stem_relu'",
            Assert.Throws<ArgumentException>(() => SampleGraphs.Residual("N").Build().CutAt("stem_relo")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Cut_at_the_input_is_no_layer() => Assert.Throws<ArgumentException>(() => SampleGraphs.Residual("N").Build().CutAt("image"));

    [Fact]
    public void Several_layers_become_outputs_in_their_order()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build().WithOutputs("features", "stem");
        Assert.Equal(["features", "stem"], network.Outputs.Select(o => o.Name));
        Assert.Equal(2, Ort.RunAll(network.ToBytes(), Ort.Noise(3, Size), Size).Count);
    }

    [Fact]
    public void Outputs_must_be_named_and_not_twice()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build();
        Assert.Throws<ArgumentException>(() => network.WithOutputs());
        Assert.Throws<ArgumentException>(() => network.WithOutputs("stem", "stem"));
    }

    [Fact]
    public void Cut_of_an_old_file_no_longer_lists_weights_as_inputs()
    {
        GraphBuilder graph = SampleGraphs.LeNet5();
        graph.Model.IrVersion = 3;
        foreach (TensorProto tensor in graph.Graph.Initializer)
            graph.Graph.Input.Add(GraphBuilder.Value(tensor.Name, OnnxElementType.Float, tensor.Dims.Cast<object>().ToArray()));
        OnnxNetwork cut = graph.Build().CutAt("F6");
        Assert.Equal("image", Assert.Single(cut.Graph.Input).Name);
        Assert.Equal([1, 84], Ort.Run(cut, Ort.Noise(1, 1, 1, 32, 32), 1, 1, 32, 32).Shape);
    }

    [Fact]
    public void Tensors_that_a_branch_takes_from_outside_are_kept()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", "N", 4).Op("Relu", "outer");
        GraphProto then = new()
        {
            Name = "then",
            Node = { GraphEdits.Node("Neg", "negated", "outer") },
            Output = { GraphBuilder.Value("negated", OnnxElementType.Float, "N", 4) },
        };
        GraphProto otherwise = new()
        {
            Name = "else",
            Node = { GraphEdits.Node("Abs", "positive", "outer") },
            Output = { GraphBuilder.Value("positive", OnnxElementType.Float, "N", 4) },
        };
        graph.Graph.Node.Add(
            GraphEdits.Constant(
                new TensorProto
                {
                    Name = "yes",
                    DataType = (int)OnnxElementType.Bool,
                    Int32Data = { 1 },
                }
            )
        );
        graph
            .Node(
                "If",
                "branch",
                ["yes"],
                ["branch"],
                new AttributeProto
                {
                    Name = "then_branch",
                    G = then,
                    Type = AttributeProto.Types.AttributeType.Graph,
                },
                new AttributeProto
                {
                    Name = "else_branch",
                    G = otherwise,
                    Type = AttributeProto.Types.AttributeType.Graph,
                }
            )
            .Op("Neg", "last");
        OnnxNetwork cut = graph.Build().CutAt("branch").Rename("x", "input");
        Assert.Equal([-1, 0, -3, -4], Ort.Run(cut, [1, -2, 3, 4], 1, 4).Values);
    }

    [Fact]
    public void Inputs_and_outputs_are_renamed()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build().Rename("image", "pixels").Rename("classifier", "scores");
        Assert.Equal(("pixels", "scores"), (network.Inputs[0].Name, network.Outputs[0].Name));
        Assert.Equal([2, 5], Ort.Run(network, Ort.Noise(3, Size), Size).Shape);
    }

    [Fact]
    public void Output_that_others_take_as_well_is_renamed_everywhere()
    {
        OnnxNetwork network = SampleGraphs.Residual("N").Build().WithOutputs("stem_relu", "classifier").Rename("stem_relu", "low");
        Assert.Equal([2, 8, 8, 8], Ort.Run(network, Ort.Noise(3, Size), Size).Shape);
    }

    [Theory]
    [InlineData("wrong", "new")]
    [InlineData("image", "stem")]
    [InlineData("image", "")]
    public void Impossible_names_are_refused(string from, string to) =>
        Assert.Throws<ArgumentException>(() => SampleGraphs.Residual("N").Build().Rename(from, to));

    [Fact]
    public void Notes_are_added_replaced_and_saved()
    {
        OnnxNetwork network = SampleGraphs
            .LeNet5()
            .Build()
            .WithMetadata("backbone", "a")
            .WithMetadata("layer", "F6")
            .WithMetadata("backbone", "b");
        OnnxNetwork loaded = OnnxNetwork.FromBytes(network.CutAt("C1").ToBytes());
        Assert.Equal(2, loaded.Metadata.Count);
        Assert.Equal(("b", "F6"), (loaded.Metadata["backbone"], loaded.Metadata["layer"]));
    }
}

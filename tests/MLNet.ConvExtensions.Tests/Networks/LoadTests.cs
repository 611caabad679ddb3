using System.Text;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Loading and saving, and what files get that aren't networks.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Network_is_the_same_from_file_stream_and_bytes()
    {
        byte[] bytes = SampleGraphs.LeNet5().Build().ToBytes();
        string path = _folder.Write("lenet.onnx", bytes);
        using var stream = new MemoryStream(bytes);
        Assert.Equal(bytes, OnnxNetwork.Load(path).ToBytes());
        Assert.Equal(bytes, OnnxNetwork.Load(stream).ToBytes());
        Assert.Equal(bytes, OnnxNetwork.FromBytes(bytes).ToBytes());
    }

    [Fact]
    public void Save_replaces_the_file_and_leaves_nothing_beside_it()
    {
        string path = _folder.Write("net.onnx", [1, 2, 3]);
        OnnxNetwork network = SampleGraphs.LeNet5().Build();
        network.Save(path);
        Assert.Equal(network.ToBytes(), File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Save_to_a_folder_that_does_not_exist_fails_and_leaves_nothing() =>
        Assert.Throws<DirectoryNotFoundException>(() =>
            SampleGraphs.LeNet5().Build().Save(_folder.File(Path.Combine("missing", "net.onnx")))
        );

    [Fact]
    public void Fields_that_are_not_known_here_are_saved_as_they_were()
    {
        // Field 4000 of the model, a text: tag 4000 << 3 | 2 as a varint, length 3.
        byte[] bytes = [.. SampleGraphs.LeNet5().Finish().ToByteArray(), 0x82, 0xFA, 0x01, 3, (byte)'a', (byte)'b', (byte)'c'];
        Assert.Equal(bytes, OnnxNetwork.FromBytes(bytes).ToBytes());
    }

    [Fact]
    public void Values_that_are_the_default_stay_written()
    {
        byte[] bytes = new GraphBuilder()
            .Input("x", 1, 3, 4, 4)
            .Op("Flatten", "f", null, GraphBuilder.Int("axis", 0))
            .Finish()
            .ToByteArray();
        AttributeProto axis = OnnxNetwork.FromBytes(bytes).Graph.Node[0].Attribute[0];
        Assert.True(axis.HasI);
        Assert.Equal(bytes, OnnxNetwork.FromBytes(bytes).ToBytes());
    }

    [Fact]
    public void Inputs_and_outputs_are_described()
    {
        OnnxNetwork network = SampleGraphs.LeNet5().Build();
        NetworkTensor input = Assert.Single(network.Inputs);
        Assert.Equal(("image", OnnxElementType.Float, "(None, 1, 32, 32)"), (input.Name, input.ElementType, input.Shape!.ToString()));
        Assert.Equal("(None, 10)", Assert.Single(network.Outputs).Shape!.ToString());
        Assert.Equal(("LeNet-5", "tests", 13L), (network.Name, network.ProducerName, network.OpsetVersion));
    }

    [Fact]
    public void Weights_that_are_listed_as_inputs_are_no_inputs()
    {
        GraphBuilder graph = SampleGraphs.LeNet5();
        graph.Model.IrVersion = 3;
        foreach (TensorProto tensor in graph.Graph.Initializer)
            graph.Graph.Input.Add(GraphBuilder.Value(tensor.Name, OnnxElementType.Float, tensor.Dims.Cast<object>().ToArray()));
        OnnxNetwork network = graph.Build();
        Assert.Equal("image", Assert.Single(network.Inputs).Name);
        Assert.Equal(61_706, network.ParameterCount);
    }

    [Fact]
    public void Missing_file_is_named()
    {
        string path = _folder.File("missing.onnx");
        Refused(() => OnnxNetwork.Load(path), path);
    }

    [Fact]
    public void Folder_is_no_file() => Refused(() => OnnxNetwork.Load(_folder.Path), _folder.Path);

    [Fact]
    public void Empty_file_is_refused() => RefusedFile([], "is empty");

    [Fact]
    public void File_beyond_the_size_that_the_format_has_is_refused_unread()
    {
        // Only its length is written, so it takes no room on the disk.
        string path = _folder.File("huge.onnx");
        using (FileStream stream = File.Create(path))
            stream.SetLength(int.MaxValue + 1L);
        Refused(() => OnnxNetwork.Load(path), path, "has 2,147,483,648 bytes", "at most 2,147,483,647");
    }

    [Fact]
    public void Image_is_refused() =>
        RefusedFile(
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'],
            "is not an ONNX"
        );

    [Fact]
    public void Text_is_refused() => RefusedFile(Encoding.UTF8.GetBytes("{ \"model\": \"resnet\" }\n"), "is not an ONNX");

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public void Truncated_file_is_refused(double part)
    {
        byte[] bytes = SampleGraphs.LeNet5().Finish().ToByteArray();
        int length = (int)(bytes.Length * part);
        RefusedFile(bytes[..length], $"({length:N0} bytes) is not an ONNX file, or is truncated");
    }

    [Fact]
    public void Old_format_version_is_refused()
    {
        GraphBuilder graph = SampleGraphs.LeNet5();
        graph.Model.IrVersion = 1;
        RefusedFile(graph, "format (IR) version 1; 3 or later");
    }

    [Theory]
    [InlineData(6, "operator set 6; 7 or later")]
    [InlineData(0, "names no version of the ONNX operator set")]
    public void Old_operator_set_is_refused(long opset, string message) =>
        RefusedFile(new GraphBuilder(opset).Input("x", 1, 3).Op("Relu"), message);

    [Fact]
    public void Operators_of_an_unknown_domain_are_listed()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3).Op("FastRelu").Op("FasterRelu");
        foreach (NodeProto node in graph.Graph.Node)
            node.Domain = "acme.ops";
        RefusedFile(graph, "acme.ops:FastRelu, acme.ops:FasterRelu");
    }

    [Fact]
    public void Functions_of_another_operator_set_stay_operators()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3).Op("MyRelu", "mine");
        graph.Graph.Node[0].Domain = "local";
        graph.Model.Functions.Add(
            new FunctionProto
            {
                Domain = "local",
                Name = "MyRelu",
                Input = { "X" },
                Output = { "Y" },
                Node =
                {
                    new NodeProto
                    {
                        OpType = "Relu",
                        Input = { "X" },
                        Output = { "Y" },
                    },
                },
                OpsetImport =
                {
                    new OperatorSetIdProto { Domain = "", Version = 9 },
                },
            }
        );
        Assert.Null(graph.Build().FindLayer("mine").OutputShape);
    }

    [Fact]
    public void Graph_without_operators_is_refused()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3);
        RefusedFile(graph, "without any operator");
    }

    [Fact]
    public void Operator_whose_input_nothing_provides_is_named() =>
        RefusedFile(new GraphBuilder().Input("x", 1, 3).Node("Relu", "act", ["missing"], ["y"]), "Relu 'act' takes 'missing'");

    [Fact]
    public void Tensor_that_is_written_twice_is_named() =>
        RefusedFile(
            new GraphBuilder().Input("x", 1, 3).Node("Relu", "a", ["x"], ["y"]).Node("Relu", "b", ["x"], ["y"]),
            "'y' is written twice"
        );

    [Fact]
    public void Output_that_nothing_provides_is_named() =>
        RefusedFile(new GraphBuilder().Input("x", 1, 3).Op("Relu").Output("lost"), "its output 'lost'");

    [Fact]
    public void Weights_that_do_not_fill_their_dimensions_are_named()
    {
        GraphBuilder graph = SampleGraphs.LeNet5();
        graph.Graph.Initializer[0].RawData = ByteString.CopyFrom(new byte[12]);
        RefusedFile(graph, "'C1.weight' don't fill their dimensions [6, 1, 5, 5]");
    }

    [Fact]
    public void Weights_in_another_file_are_read()
    {
        string path = WriteWithExternalData("weights/data.bin", offset: 16);
        OnnxNetwork network = OnnxNetwork.Load(path);
        Assert.Equal(61_706, network.ParameterCount);

        float[] image = Ort.Noise(1, 1, 1, 32, 32);
        Ort.AssertClose(Ort.Run(SampleGraphs.LeNet5().Build(), image, 1, 1, 32, 32).Values, Ort.Run(network, image, 1, 1, 32, 32).Values);
    }

    [Fact]
    public void Missing_file_of_weights_is_named()
    {
        string path = WriteWithExternalData("data.bin", offset: 0);
        File.Delete(_folder.File("data.bin"));
        Refused(() => OnnxNetwork.Load(path), "'C1.weight'", "data.bin");
    }

    [Fact]
    public void Truncated_file_of_weights_is_named()
    {
        string path = WriteWithExternalData("data.bin", offset: 0);
        File.WriteAllBytes(_folder.File("data.bin"), new byte[100]);
        Refused(() => OnnxNetwork.Load(path), "data.bin", "truncated", "100 bytes");
    }

    [Theory]
    [InlineData("../data.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("")]
    public void Weights_outside_the_folder_are_refused(string location)
    {
        string path = WriteWithExternalData("data.bin", offset: 0, location);
        Refused(() => OnnxNetwork.Load(path), $"in '{location}'", "in the ONNX file's folder");
    }

    [Fact]
    public void Weights_in_another_file_can_not_be_found_from_bytes()
    {
        string path = WriteWithExternalData("data.bin", offset: 0);
        Refused(() => OnnxNetwork.FromBytes(File.ReadAllBytes(path)), "data.bin", "load it by its path");
    }

    private string WriteWithExternalData(string file, int offset, string? location = null)
    {
        ModelProto model = SampleGraphs.LeNet5().Finish();
        TensorProto weights = model.Graph.Initializer[0];
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
        _folder.Write(file, [.. new byte[offset], .. weights.RawData]);
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location ?? file });
        weights.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString() });
        weights.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = weights.RawData.Length.ToString() });
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ClearRawData();
        return _folder.Write("net.onnx", model.ToByteArray());
    }

    private void RefusedFile(GraphBuilder graph, params string[] parts) => RefusedFile(graph.Finish().ToByteArray(), parts);

    private void RefusedFile(byte[] bytes, params string[] parts)
    {
        string path = _folder.Write("net.onnx", bytes);
        Refused(() => OnnxNetwork.Load(path), [path, .. parts]);
        Refused(() => OnnxNetwork.FromBytes(bytes), parts);
    }

    private static void Refused(Func<OnnxNetwork> load, params string[] parts)
    {
        string message = Assert.Throws<OnnxNetworkException>(load).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}

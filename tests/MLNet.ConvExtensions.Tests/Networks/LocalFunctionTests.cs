using Google.Protobuf;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Tests.Networks.GraphBuilder;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>
/// Functions that a model brings along are put in the place of their calls, and compute what ONNX Runtime computes of the calls.
/// </summary>
public sealed class LocalFunctionTests
{
    private const string Own = "own";

    [SkippableFact]
    public void Layers_and_weights_inside_functions_are_counted()
    {
        string file = SharedData.Require("cases", "10", "local_function.onnx");
        OnnxNetwork network = OnnxNetwork.Load(file);
        Assert.Equal(1477, network.ParameterCount);
        long[] shape = [.. network.Inputs[0].Shape!.Select(d => d ?? 2)];
        float[] image = Ort.Noise(3, shape);
        Ort.AssertClose(Ort.RunAll(File.ReadAllBytes(file), image, shape)[0].Values, Ort.Run(network, image, shape).Values);
    }

    [Theory]
    [InlineData("twice")]
    [InlineData("nested")]
    [InlineData("default")]
    [InlineData("missing input")]
    [InlineData("unwanted output")]
    [InlineData("condition")]
    public void Calls_are_replaced_by_what_they_call(string kind)
    {
        ModelProto model = Model(kind);
        OnnxNetwork network = OnnxNetwork.FromBytes(model.ToByteArray());
        Assert.All(network.Graph.Node, n => Assert.NotEqual(Own, n.Domain));
        float[] image = Ort.Noise(2, 2, 3);
        Ort.AssertClose(Ort.RunAll(model.ToByteArray(), image, 2, 3)[0].Values, Ort.Run(network, image, 2, 3).Values);
    }

    [Fact]
    public void Functions_that_call_themselves_are_refused()
    {
        ModelProto model = Model("twice");
        model
            .Functions[0]
            .Node.Add(
                new NodeProto
                {
                    OpType = "Scaled",
                    Domain = Own,
                    Input = { "X" },
                    Output = { "again" },
                }
            );
        Assert.Contains(
            "'own:Scaled' calls itself",
            Assert.Throws<OnnxNetworkException>(() => OnnxNetwork.FromBytes(model.ToByteArray())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Functions_that_multiply_beyond_measure_are_refused()
    {
        ModelProto model = Model("twice");
        for (int i = 0; i < 40; i++)
        {
            string inner = i == 0 ? "Scaled" : $"F{i - 1}";
            FunctionProto function = Function(
                $"F{i}",
                ["X"],
                ["Y"],
                new NodeProto
                {
                    OpType = inner,
                    Domain = Own,
                    Input = { "X" },
                    Output = { "h" },
                },
                new NodeProto
                {
                    OpType = inner,
                    Domain = Own,
                    Input = { "h" },
                    Output = { "Y" },
                }
            );
            model.Functions.Add(function);
        }

        model.Graph.Node[0].OpType = "F39";
        Assert.Contains(
            "more than 1,000,000 operators",
            Assert.Throws<OnnxNetworkException>(() => OnnxNetwork.FromBytes(model.ToByteArray())).Message,
            StringComparison.Ordinal
        );
    }

    private static ModelProto Model(string kind)
    {
        GraphBuilder graph = new GraphBuilder(opset: 15).Input("x", "N", 3);
        graph.Node("Scaled", "first", ["x"], ["a"], Number("by", 3)).Node("Scaled", "second", ["a"], ["y"], Number("by", 0.5f)).Output("y");
        FunctionProto scaled = Function(
            "Scaled",
            ["X"],
            ["Y"],
            new NodeProto
            {
                OpType = "Constant",
                Output = { "c" },
                Attribute = { Referring("value_float", "by") },
            },
            new NodeProto
            {
                OpType = "Mul",
                Name = "m",
                Input = { "X", "c" },
                Output = { "Y" },
            }
        );
        graph.Model.Functions.Add(scaled);
        switch (kind)
        {
            case "nested":
                graph.Model.Functions.Add(
                    Function(
                        "Outer",
                        ["X"],
                        ["Y"],
                        new NodeProto
                        {
                            OpType = "Scaled",
                            Domain = Own,
                            Name = "s",
                            Input = { "X" },
                            Output = { "h" },
                            Attribute = { Number("by", 7) },
                        },
                        new NodeProto
                        {
                            OpType = "Tanh",
                            Input = { "h" },
                            Output = { "Y" },
                        }
                    )
                );
                graph.Graph.Node[1] = new NodeProto
                {
                    OpType = "Outer",
                    Name = "second",
                    Input = { "a" },
                    Output = { "y" },
                };
                break;
            case "default":
                scaled.AttributeProto.Add(Number("by", 11));
                scaled.Attribute.Clear();
                graph.Graph.Node[1].Attribute.Clear();
                break;
            case "missing input":
                graph.Model.Functions.Add(
                    Function(
                        "Bounded",
                        ["X", "low", "high"],
                        ["Y"],
                        new NodeProto
                        {
                            OpType = "Clip",
                            Input = { "X", "low", "high" },
                            Output = { "Y" },
                        }
                    )
                );
                graph.Graph.Node[1] = new NodeProto
                {
                    OpType = "Bounded",
                    Name = "second",
                    Input = { "a", "", graph.Scalar("top", 0.4f) },
                    Output = { "y" },
                };
                break;
            case "unwanted output":
                graph.Model.Functions.Add(
                    Function(
                        "Both",
                        ["X"],
                        ["Z", "Y"],
                        new NodeProto
                        {
                            OpType = "Exp",
                            Input = { "X" },
                            Output = { "Z" },
                        },
                        new NodeProto
                        {
                            OpType = "Neg",
                            Input = { "X" },
                            Output = { "Y" },
                        }
                    )
                );
                graph.Graph.Node[1] = new NodeProto
                {
                    OpType = "Both",
                    Name = "second",
                    Input = { "a" },
                    Output = { "", "y" },
                };
                break;
            case "condition":
                GraphProto then = new()
                {
                    Name = "then",
                    Node =
                    {
                        new NodeProto
                        {
                            OpType = "Mul",
                            Input = { "X", "X" },
                            Output = { "t" },
                        },
                    },
                    Output = { new ValueInfoProto { Name = "t" } },
                };
                GraphProto otherwise = new()
                {
                    Name = "else",
                    Node =
                    {
                        new NodeProto
                        {
                            OpType = "Neg",
                            Input = { "X" },
                            Output = { "e" },
                        },
                    },
                    Output = { new ValueInfoProto { Name = "e" } },
                };
                var condition = new NodeProto
                {
                    OpType = "If",
                    Input = { "yes" },
                    Output = { "Y" },
                };
                condition.Attribute.Add([Graph("then_branch", then), Graph("else_branch", otherwise)]);
                graph.Model.Functions.Add(Function("Either", ["X", "yes"], ["Y"], condition));
                graph.Graph.Initializer.Add(
                    new TensorProto
                    {
                        Name = "flag",
                        DataType = (int)OnnxElementType.Bool,
                        RawData = ByteString.CopyFrom(1),
                    }
                );
                graph.Graph.Node[1] = new NodeProto
                {
                    OpType = "Either",
                    Name = "second",
                    Input = { "a", "flag" },
                    Output = { "y" },
                };
                break;
        }

        foreach (NodeProto node in graph.Graph.Node.Where(n => n.OpType is "Scaled" or "Outer" or "Bounded" or "Both" or "Either"))
            node.Domain = Own;
        graph.Graph.Output[0] = Value("y", OnnxElementType.Float, "N", 3);
        graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Own, Version = 1 });
        return graph.Model;
    }

    private static FunctionProto Function(string name, string[] inputs, string[] outputs, params NodeProto[] nodes)
    {
        var function = new FunctionProto
        {
            Name = name,
            Domain = Own,
            Input = { inputs },
            Output = { outputs },
            Node = { nodes },
        };
        if (name == "Scaled")
            function.Attribute.Add("by");
        function.OpsetImport.Add([
            new OperatorSetIdProto { Domain = "", Version = 15 },
            new OperatorSetIdProto { Domain = Own, Version = 1 },
        ]);
        return function;
    }

    private static AttributeProto Number(string name, float value) => GraphEdits.Attribute(name, value);

    private static AttributeProto Graph(string name, GraphProto graph) =>
        new()
        {
            Name = name,
            G = graph,
            Type = AttributeProto.Types.AttributeType.Graph,
        };

    private static AttributeProto Referring(string name, string to) =>
        new()
        {
            Name = name,
            RefAttrName = to,
            Type = AttributeProto.Types.AttributeType.Float,
        };
}

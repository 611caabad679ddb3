using Google.Protobuf;
using MLNet.ConvExtensions.Fuzz.Inputs;
using MLNet.ConvExtensions.Tests.Mutation;
using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>ONNX files: loaded, described, searched for features and classes, and edited.</summary>
internal sealed class OnnxTarget : FuzzTarget
{
    private const int Longest = 30_000;

    private static readonly byte[][] Words = Corpus.Words(
        "Conv",
        "Gemm",
        "MatMul",
        "Reshape",
        "Resize",
        "Slice",
        "Loop",
        "If",
        "Constant",
        "ConstantOfShape",
        "Expand",
        "Tile",
        "axes",
        "pads",
        "strides",
        "kernel_shape",
        "group",
        "value",
        "location",
        "../../etc/passwd",
        "ai.onnx.ml",
        "MLNet.ConvExtensions",
        "\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F",
        "\u0080\u0080\u0080\u0080\u0008"
    );

    private static readonly Action<OnnxNetwork>[] Uses =
    [
        n => n.GetImageInput(),
        n => NetworkExport.Of(n),
        n => n.FindClassifierOutput(),
        n => n.FindClassifierOutput(5),
        n => OnnxNetwork.FromBytes(n.ToBytes()),
        n => n.WithoutHead().ToBytes(),
        n => n.CutAt(n.FindFeatureLayer().Name).WithBatch().ToBytes(),
        n => n.WithBatch().WithPreprocessing(ImagePreprocessing.ImageNet).ToBytes(),
        n => n.CutAt(n.FindFeatureLayer().OutputName).WithPooling(FeaturePooling.Maximum).ToBytes(),
    ];

    private readonly List<byte[]> _corpus;

    public OnnxTarget(string folder)
        : base(folder)
    {
        _corpus =
        [
            .. Corpus.Files(Longest, "cases", ".onnx"),
            .. new[] { SampleGraphs.Residual(1), SampleGraphs.Residual("N"), SampleGraphs.PyTorchView(), Resampling() }.Select(g =>
                g.Finish().ToByteArray()
            ),
            Noted(SampleGraphs.Residual("N")),
        ];
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        byte[] original = _corpus[random.Next(_corpus.Count)];
        byte[] damaged =
            random.Next(2) == 0 ? new GraphMutator(seed).Damage(original) : new InputMaker(random, _corpus, Words).Damage(original);
        return new FuzzInput(seed, "network.onnx", damaged);
    }

    public override bool Read(FuzzInput input)
    {
        OnnxNetwork network = OnnxNetwork.Load(Write(input));
        WrongResultException.ThrowUnless(network.Summary().ToString().Length > 0, "the summary is empty");
        bool whole = true;
        foreach (Action<OnnxNetwork> use in Uses)
        {
            try
            {
                use(network);
            }
            catch (Exception e)
                when (IsDocumented(e)
                    || e is ArgumentException { Message: var message } && message.Contains("channels", StringComparison.Ordinal)
                )
            {
                // A network, but not one of images, or not one of classes.
                whole = false;
            }
        }

        return whole;
    }

    public override bool IsDocumented(Exception exception) => Is<OnnxNetworkException>(exception);

    private static byte[] Noted(GraphBuilder graph) =>
        new NetworkExport
        {
            Task = "Multiclass",
            Preprocessing = new BackbonePreprocessing { Width = 16, Height = 16 },
            Classes = ["ant", "bee", "cat", "dog", "elk"],
            Activation = "Softmax",
        }
            .Write(OnnxNetwork.FromBytes(graph.Finish().ToByteArray()))
            .ToBytes();

    /// <summary>Operators that take their shapes from short tensors.</summary>
    private static GraphBuilder Resampling()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3, 8, 8);
        return graph
            .Op("Resize", "up", ["", graph.Numbers("scales", 1, 1, 2, 2)])
            .Op("Pad", "pad", [graph.Shape("pads", 0, 0, 1, 1, 0, 0, 1, 1)])
            .Op("Slice", "slice", [graph.Shape("from", 1, 2), graph.Shape("to", -1, 9), graph.Shape("axes", 2, 3)])
            .Op("Expand", "more", [graph.Shape("to4", 1, 3, 1, 1)])
            .Op("Tile", "tile", [graph.Shape("times", 1, 1, 2, 2)])
            .Op("ReduceMean", "mean", null, GraphBuilder.Ints("axes", 2, 3))
            .Op("Reshape", "row", [graph.Shape("row_shape", 1, -1)]);
    }
}

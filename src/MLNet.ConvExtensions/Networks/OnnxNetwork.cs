using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions;

/// <summary>
/// A network in ONNX form: the only form that a network takes in this library. It never changes; whatever edits it gives a new
/// network, which shares the weights with the old one. Safe for use by several threads.
/// </summary>
public sealed partial class OnnxNetwork
{
    /// <summary>What exports of transformers call the features of a whole image, the better ones first.</summary>
    private static readonly string[] PooledOutputs = ["image_embeds", "pooler_output"];

    private readonly ModelProto _model;
    private readonly Lazy<Dictionary<string, TensorInfo>> _tensors;
    private readonly Lazy<LayerTable> _layers;
    private readonly Lazy<IReadOnlyList<NetworkWeight>> _weights;
    private readonly Lazy<IReadOnlyList<NetworkNode>> _nodes;
    private readonly Lazy<IReadOnlyDictionary<string, StoredTensor>> _initializers;

    internal OnnxNetwork(ModelProto model)
    {
        _model = model;
        OpsetVersion = ModelReader.OpsetOf(model);
        _tensors = new(() => ShapeInference.Run(model.Graph, OpsetVersion));
        _layers = new(() =>
            new LayerTable(model.Graph, _tensors.Value, ShapeInference.RunOfOneImage(model.Graph, OpsetVersion, _tensors.Value))
        );
        _weights = new(() => WeightTable.Of(this));
        _nodes = new(() => [.. Graph.Node.Select(n => new NetworkNode(n))]);
        _initializers = new(() => Graph.Initializer.ToDictionary(t => t.Name, t => new StoredTensor(t)));
        HashSet<string> weights = [.. Graph.Initializer.Select(t => t.Name)];
        Inputs = Graph.Input.Where(i => !weights.Contains(i.Name)).Select(i => Tensor(i.Name, ShapeInference.Declared(i))).ToArray();
    }

    /// <summary>The network's name, as its file has it; may be empty.</summary>
    public string Name => Graph.Name;

    /// <summary>The program that wrote the file; may be empty.</summary>
    public string ProducerName => _model.ProducerName;

    /// <summary>The version of ONNX's operator set that the network uses.</summary>
    public long OpsetVersion { get; }

    /// <summary>What the network takes, weights excluded.</summary>
    public IReadOnlyList<NetworkTensor> Inputs { get; }

    /// <summary>What the network gives.</summary>
    public IReadOnlyList<NetworkTensor> Outputs => Graph.Output.Select(o => Tensor(o.Name, Info(o.Name))).ToArray();

    /// <summary>The operations that the input flows through, in the order in which they run.</summary>
    public IReadOnlyList<NetworkLayer> Layers => _layers.Value.Layers;

    /// <summary>
    /// What training changes: the floating-point weights of the layers, and the running statistics of batch normalization, each once, in
    /// the order in which layers use them. Where a file has no weights but constants, these are the weights.
    /// <see cref="WithWeights"/> gives a network with others.
    /// </summary>
    public IReadOnlyList<NetworkWeight> Weights => _weights.Value;

    /// <summary>The graph's operators as the file has them, in the order in which they run, constants and arithmetic included.</summary>
    public IReadOnlyList<NetworkNode> Nodes => _nodes.Value;

    /// <summary>
    /// The tensors that the file stores beside the graph (ONNX's initializers), by name: weights, and small ones that are arithmetic, such
    /// as shapes. Constants are among <see cref="Nodes"/>.
    /// </summary>
    public IReadOnlyDictionary<string, StoredTensor> Initializers => _initializers.Value;

    /// <summary>The number of weights, each counted once.</summary>
    public long ParameterCount => Layers.Sum(l => l.ParameterCount);

    /// <summary>Notes that the file carries along: key and value, free for any use.</summary>
    public IReadOnlyDictionary<string, string> Metadata =>
        _model.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    internal GraphProto Graph => _model.Graph;

    internal IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors.Value;

    /// <summary>
    /// Loads a network from an ONNX file (format version 3 or later, operator set 7 or later), with weights in files beside it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="OnnxNetworkException">
    /// The file is missing, or isn't an ONNX network, or is damaged, or its weights' files can't be read.
    /// </exception>
    public static OnnxNetwork Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OnnxNetwork(ModelReader.FromFile(path));
    }

    /// <summary>Loads a network from a file, whose weights' files come when they are asked for.</summary>
    internal static OnnxNetwork Load(string path, Action<string> bring) => new(ModelReader.FromFile(path, bring));

    /// <summary>Loads a network from a stream in ONNX format; the stream is read to its end and not closed.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="OnnxNetworkException">It isn't an ONNX network, or is damaged, or keeps weights in other files.</exception>
    public static OnnxNetwork Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new OnnxNetwork(ModelReader.FromStream(stream));
    }

    /// <summary>Loads a network from the contents of an ONNX file.</summary>
    /// <param name="bytes">The contents.</param>
    /// <exception cref="OnnxNetworkException">They aren't an ONNX network, or are damaged, or keep weights in other files.</exception>
    public static OnnxNetwork FromBytes(ReadOnlySpan<byte> bytes) => new(ModelReader.FromBytes(bytes));

    /// <summary>
    /// Writes the network as an ONNX file, first under a temporary name, so that no half file is ever left under this one.
    /// </summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="OnnxNetworkException">The network is larger than one ONNX file can be (2 GiB).</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckSize();
        string temporary = path + "." + Path.GetRandomFileName();
        try
        {
            using (FileStream stream = File.Create(temporary))
                _model.WriteTo(stream);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The contents of the ONNX file that <see cref="Save"/> would write.</summary>
    /// <exception cref="OnnxNetworkException">The network is larger than one ONNX file can be (2 GiB).</exception>
    public byte[] ToBytes()
    {
        CheckSize();
        return _model.ToByteArray();
    }

    /// <summary>The layers, output shapes and weights as a table.</summary>
    public NetworkSummary Summary() =>
        new()
        {
            Name = Name,
            Inputs = Inputs,
            Outputs = Outputs,
            Layers = Layers,
        };

    /// <summary>The layer of a name, or the one whose output tensor has that name.</summary>
    /// <param name="name">The layer's or tensor's name.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the nearest names.</exception>
    public NetworkLayer FindLayer(string name) => _layers.Value.Find(name);

    /// <summary>What is known of a tensor before the network runs: one between layers, an input, an output or a weight.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="tensor">Its type and shape, as far as they can be inferred; null if there is no such tensor.</param>
    /// <returns>Whether the network has a tensor of this name.</returns>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out NetworkTensor? tensor)
    {
        ArgumentNullException.ThrowIfNull(name);
        tensor = Tensors.TryGetValue(name, out TensorInfo? info) ? Tensor(name, info) : null;
        return tensor is not null;
    }

    /// <summary>
    /// The layer whose output serves as features by default: what the last dense layer (Gemm, MatMul, or 1x1 convolution on a
    /// single position) takes, dropout aside. Where a 1x1 convolution scores every position and the scores are then averaged, as in
    /// SqueezeNet, it is what that convolution takes, still to be pooled. A network that ends in no classifier gives its output; of several
    /// outputs <c>image_embeds</c> or <c>pooler_output</c>, as the exports of transformers call them, else the first one.
    /// </summary>
    /// <exception cref="OnnxNetworkException">The network's outputs don't depend on its input.</exception>
    public NetworkLayer FindFeatureLayer()
    {
        var finder = new FeatureLayer(Graph, Tensors);

        // Maps of scores and names of classes come after those.
        string[] outputs =
        [
            .. Graph
                .Output.Select(o => ClassifierOutput.BehindZipMap(Graph, o.Name))
                .Distinct()
                .OrderBy(o => Info(o).Type == OnnxElementType.String || Info(o).Shape is null),
        ];
        string found =
            PooledOutputs.FirstOrDefault(outputs.Contains)
            ?? outputs.Select(finder.Find).FirstOrDefault(name => name is not null && IsLayer(name))
            ?? outputs.FirstOrDefault(IsLayer)
            ?? throw new OnnxNetworkException($"The network '{Name}' has no output that depends on its input.");
        return FindLayer(found);
    }

    /// <summary>What an output ends in: a Softmax, LogSoftmax or Sigmoid, with what goes into it, the logits; or neither.</summary>
    /// <param name="output">The output's name; the first one if left out.</param>
    /// <exception cref="ArgumentException">There is no such output; the message lists them.</exception>
    public FinalActivation FindFinalActivation(string? output = null)
    {
        string name = output ?? Graph.Output[0].Name;
        return Graph.Output.Any(o => o.Name == name)
            ? FinalActivation.Of(this, name)
            : throw new ArgumentException(
                $"The network '{Name}' has no output '{name}'; it has {string.Join(", ", Graph.Output.Select(o => $"'{o.Name}'"))}.",
                nameof(output)
            );
    }

    /// <summary>
    /// The output that tells classes apart, where a network has several: the one that is computed of the others, as probabilities are of
    /// scores and scores of features; of several classifiers of the same classes the last. Where scores are wrapped in a map of names, it
    /// is what they are before.
    /// </summary>
    /// <param name="classes">The number of classes, if it is known.</param>
    /// <returns>The tensor's name, by which the network can be cut.</returns>
    /// <exception cref="OnnxNetworkException">
    /// No output is a row of scores, or it can't be told which is meant; the message lists them.
    /// </exception>
    public string FindClassifierOutput(int? classes = null) => ClassifierOutput.Find(this, classes);

    /// <summary>The input as an image: layout, channels, size.</summary>
    /// <exception cref="OnnxNetworkException">The network has several inputs, or one that isn't a batch of images.</exception>
    public ImageInput GetImageInput() => ImageInputs.Of(this);

    internal TensorInfo Info(string tensor) => Tensors.GetValueOrDefault(tensor, TensorInfo.Unknown);

    private static NetworkTensor Tensor(string name, TensorInfo info) => new(name, info.Type, LayerTable.Shape(info.Shape));

    private bool IsLayer(string tensor) =>
        Tensors.TryGetValue(tensor, out TensorInfo? info) && info.IsData && Inputs.All(i => i.Name != tensor);

    private void CheckSize()
    {
        long weights = Graph.Initializer.Sum(t => (long)t.RawData.Length + (4L * t.FloatData.Count));
        if (weights > int.MaxValue)
            throw new OnnxNetworkException(
                $"The network '{Name}' has {weights:N0} bytes of weights; one ONNX file holds at most {int.MaxValue:N0}."
            );
    }
}

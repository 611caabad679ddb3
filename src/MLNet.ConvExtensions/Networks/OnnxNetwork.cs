using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Edits.Joining;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions;

/// <summary>
/// A network in ONNX form: the only form that a network takes in this library. It never changes; whatever edits it gives a new
/// network, which shares the weights with the old one. Safe for use by several threads.
/// </summary>
public sealed class OnnxNetwork
{
    private readonly ModelProto _model;
    private readonly Lazy<Dictionary<string, TensorInfo>> _tensors;
    private readonly Lazy<LayerTable> _layers;

    internal OnnxNetwork(ModelProto model)
    {
        _model = model;
        OpsetVersion = ModelReader.OpsetOf(model);
        _tensors = new(() => ShapeInference.Run(model.Graph, OpsetVersion));
        _layers = new(() =>
            new LayerTable(model.Graph, _tensors.Value, ShapeInference.RunOfOneImage(model.Graph, OpsetVersion, _tensors.Value))
        );
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

    /// <summary>
    /// The layer whose output serves as features by default: what the last dense layer (Gemm, MatMul, or 1x1 convolution on a
    /// single position) takes, dropout aside. Where a 1x1 convolution scores every position and the scores are then averaged, as in
    /// SqueezeNet, it is what that convolution takes, still to be pooled. A network that ends in no classifier gives its output.
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
            outputs.Select(finder.Find).FirstOrDefault(name => name is not null && IsLayer(name))
            ?? outputs.FirstOrDefault(IsLayer)
            ?? throw new OnnxNetworkException($"The network '{Name}' has no output that depends on its input.");
        return FindLayer(found);
    }

    /// <summary>
    /// The output that tells classes apart, where a network has several: the one that is computed of the others, as probabilities are of
    /// scores and scores of features; of
    /// several classifiers of the same classes the last. Where scores are wrapped in a map of names, it is what they are before.
    /// </summary>
    /// <param name="classes">The number of classes, if it is known.</param>
    /// <returns>The tensor's name, by which the network can be cut.</returns>
    /// <exception cref="OnnxNetworkException">
    /// No output is a row of scores, or it can't be told which is meant; the message lists them.
    /// </exception>
    public string FindClassifierOutput(int? classes = null) => ClassifierOutput.Find(this, classes);

    /// <summary>The part of the network up to a layer, whose output becomes the only output; what isn't needed for it is gone.</summary>
    /// <param name="layer">The layer's name, or that of its output tensor.</param>
    /// <exception cref="ArgumentException">There is no such layer; the message lists the nearest names.</exception>
    public OnnxNetwork CutAt(string layer) => WithOutputs(layer);

    /// <summary>The part of the network up to several layers, whose outputs become its outputs in this order.</summary>
    /// <param name="layers">The layers' names, or those of their output tensors; at least one, none twice.</param>
    /// <exception cref="ArgumentException">There is no such layer; the message lists the nearest names.</exception>
    public OnnxNetwork WithOutputs(params IReadOnlyList<string> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        string[] tensors = layers.Select(_layers.Value.Tensor).ToArray();
        if (tensors.Length == 0 || tensors.Distinct().Count() != tensors.Length)
            throw new ArgumentException(
                $"At least one layer must be named, and none twice; received: {string.Join(", ", layers)}.",
                nameof(layers)
            );
        return Edited(Graph.Prune(tensors.Select(t => GraphEdits.Describe(t, Info(t)))));
    }

    /// <summary>
    /// The network with its single output turned into one row of 32-bit features per image: [N, C] for the pooled kinds, [N, C*H*W]
    /// for <see cref="FeaturePooling.None"/>. An output that is such a row already stays as it is.
    /// </summary>
    /// <param name="pooling">How positions are summed up.</param>
    /// <exception cref="OnnxNetworkException">
    /// The network has several outputs, or one that isn't [N, C, ...] of floating-point numbers.
    /// </exception>
    public OnnxNetwork WithPooling(FeaturePooling pooling) => PoolingEdit.Apply(this, pooling);

    /// <summary>
    /// The network without its classifier: cut at <see cref="FindFeatureLayer"/>, and averaged over positions to [N, features].
    /// </summary>
    /// <exception cref="OnnxNetworkException">The features aren't [N, C, ...] of floating-point numbers.</exception>
    public OnnxNetwork WithoutHead() => CutAt(FindFeatureLayer().OutputName).WithPooling(FeaturePooling.Average);

    /// <summary>
    /// The network with a dense layer behind its single output: [N, features] becomes [N, units], each unit the sum of its weights times
    /// the features plus its bias. With the weights of a linear model that was trained on the features this is the whole classifier.
    /// </summary>
    /// <param name="name">The name of the layer, and of the new output.</param>
    /// <param name="weights">The weights, unit after unit, features x units in all.</param>
    /// <param name="biases">One for each unit.</param>
    /// <exception cref="ArgumentException">The name is taken or empty, or the weights aren't as many as units times features.</exception>
    /// <exception cref="OnnxNetworkException">The output isn't one row of 32-bit features per image.</exception>
    public OnnxNetwork WithDenseLayer(string name, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases) =>
        DenseEdit.Apply(this, name, weights, biases);

    /// <summary>
    /// The network with an image's preprocessing folded into its graph, so that it takes RGB (or gray) pixels of 0 to 255.
    /// </summary>
    /// <param name="preprocessing">The steps.</param>
    /// <exception cref="ArgumentException">
    /// A step is impossible: a deviation of 0, or another number of channels than the network's.
    /// </exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take a batch of images.</exception>
    public OnnxNetwork WithPreprocessing(ImagePreprocessing preprocessing) => PreprocessingEdit.Apply(this, preprocessing);

    /// <summary>The network for any number of images at once, where its file says one.</summary>
    /// <exception cref="OnnxNetworkException">
    /// The network has no batch dimension, or one other than 1, or mixes the images of a batch; the message names the layer.
    /// </exception>
    public OnnxNetwork WithBatch() => BatchEdit.Apply(this);

    /// <summary>The network with an input or output of another name.</summary>
    /// <param name="from">The name of an input or output.</param>
    /// <param name="to">The name that it gets; no tensor may have it yet.</param>
    /// <exception cref="ArgumentException">There is no such input or output, or the new name is taken or empty.</exception>
    public OnnxNetwork Rename(string from, string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        string[] names = [.. Inputs.Select(i => i.Name), .. Graph.Output.Select(o => o.Name)];
        if (!names.Contains(from))
            throw new ArgumentException(
                $"The network has no input or output '{from}'; it has {string.Join(", ", names.Select(n => $"'{n}'"))}.",
                nameof(from)
            );
        if (from == to)
            return this;
        if (Graph.FreeName(to) != to)
            throw new ArgumentException($"The network has a tensor '{to}' already.", nameof(to));
        return Edited(Graph.Rename(from, to));
    }

    /// <summary>The network with a note added, or replaced where it has one of that key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The text.</param>
    public OnnxNetwork WithMetadata(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        ModelProto model = _model.With(Graph.Copy());
        foreach (StringStringEntryProto old in model.MetadataProps.Where(p => p.Key == key).ToArray())
            model.MetadataProps.Remove(old);
        model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return new OnnxNetwork(model);
    }

    /// <summary>The network without the note of a key.</summary>
    internal OnnxNetwork WithoutMetadata(string key)
    {
        if (!Metadata.ContainsKey(key))
            return this;
        ModelProto model = _model.With(Graph.Copy());
        foreach (StringStringEntryProto old in model.MetadataProps.Where(p => p.Key == key).ToArray())
            model.MetadataProps.Remove(old);
        return new OnnxNetwork(model);
    }

    /// <summary>The input as an image: layout, channels, size.</summary>
    /// <exception cref="OnnxNetworkException">The network has several inputs, or one that isn't a batch of images.</exception>
    public ImageInput GetImageInput() => ImageInputs.Of(this);

    internal OnnxNetwork Edited(GraphProto graph) => new(_model.With(graph));

    /// <summary>The network with another graph, in a later version of ONNX's operators.</summary>
    internal OnnxNetwork WithOpset(GraphProto graph, long version)
    {
        if (_model.Functions.Count > 0)
        {
            throw new OnnxNetworkException(
                $"The network '{Name}' has functions of a version of ONNX's operators of their own; it can't be written in version "
                    + $"{version}."
            );
        }

        ModelProto model = _model.With(graph);
        OperatorSetIdProto[] others = [.. model.OpsetImport.Where(o => !ShapeInference.IsStandard(o.Domain))];
        model.OpsetImport.Clear();
        model.OpsetImport.Add([new OperatorSetIdProto { Domain = "", Version = version }, .. others]);
        return new OnnxNetwork(model);
    }

    /// <summary>The model in this version of ONNX's operators. Nobody may change it.</summary>
    internal ModelProto OfOpset(long version) => OpsetUpgrade.Apply(this, version)._model;

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

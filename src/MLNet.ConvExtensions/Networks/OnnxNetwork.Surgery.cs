using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Edits.Joining;
using MLNet.ConvExtensions.Networks.Edits.Sizes;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;

namespace MLNet.ConvExtensions;

// All surgery: each edit gives a new network.
public sealed partial class OnnxNetwork
{
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
    /// The network with a new head on the features that its single output gives: dense layers with random weights, He's uniform ones
    /// where a ReLU follows, smaller ones, as PyTorch has them, in the last. It is to be trained.
    /// </summary>
    /// <param name="outputs">The values that it gives for each image, 1 or more: logits of classes, or the number that is predicted.</param>
    /// <param name="hiddenUnits">The widths of hidden layers, 1 or more each, with a ReLU behind; none for a linear head.</param>
    /// <param name="dropout">The part of what goes into each dense layer that training drops, 0 to below 1.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    /// <returns>[N, outputs] under the name 'logits'; ONNX's Gemm, Relu and Dropout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The output isn't one row of 32-bit features for each image: <see cref="WithoutHead"/> or <see cref="WithPooling"/> makes it one.
    /// </exception>
    public OnnxNetwork WithHead(int outputs, IReadOnlyList<int>? hiddenUnits = null, double dropout = 0, int seed = 1) =>
        HeadEdit.Apply(this, outputs, hiddenUnits ?? [], dropout, seed);

    /// <summary>The network with another one behind a layer: what the other gives are the only outputs.</summary>
    /// <param name="head">
    /// The other network, of one input of the layer's type and shape. Versions of operators may differ: where one has to be written in the
    /// other's later version, a Dropout from before version 12, which only training knows, is left out of it.
    /// </param>
    /// <param name="layer">The layer's name, or that of its output tensor; the network's single output if left out.</param>
    /// <param name="prefix">What the names of the other's layers, weights and outputs begin with, in front of a dot.</param>
    /// <exception cref="ArgumentException">There is no such layer; the message lists the nearest names.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The head has several inputs, or one that doesn't take what the layer gives, or the older of both networks can't be written in the
    /// other's version of ONNX's operators.
    /// </exception>
    public OnnxNetwork WithHead(OnnxNetwork head, string? layer = null, string prefix = "head") =>
        JoinEdit.Apply(this, head, layer is null ? null : _layers.Value.Tensor(layer), prefix);

    /// <summary>The part of the network behind a layer, whose output becomes the only input, a batch of any size.</summary>
    /// <param name="layer">The layer's name, or that of its output tensor.</param>
    /// <exception cref="ArgumentException">There is no such layer; the message lists the nearest names.</exception>
    /// <exception cref="OnnxNetworkException">
    /// The layer gives no batch, or the outputs don't depend on it, or need more of the network's input than what it gives; the message
    /// names what.
    /// </exception>
    public OnnxNetwork WithInput(string layer) => InputEdit.Apply(this, _layers.Value.Tensor(layer));

    /// <summary>The network for images of one size, where its file leaves the size open.</summary>
    /// <param name="height">Height in pixels, 1 or more.</param>
    /// <param name="width">Width in pixels, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="OnnxNetworkException">The network takes no images, or images of another size.</exception>
    public OnnxNetwork WithImageSize(int height, int width) => FeatureEdits.SettleImageSize(this, height, width);

    /// <summary>
    /// The network for inputs of another size than its file says, with the same weights: convolutions and what goes with them take any size.
    /// A pooling window as large as all of its input becomes global pooling; shapes that the file has written down are written anew.
    /// </summary>
    /// <param name="sizes">
    /// The sizes of one sample, without channels: height and width of images, the length of signals, depth, height and width of volumes.
    /// </param>
    /// <returns>The network; this one if it has that size already.</returns>
    /// <exception cref="ArgumentException">The input has another number of sizes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="OnnxNetworkException">
    /// A layer can't take what comes to it then, such as a dense layer behind a flattened map; the message names it. What lies in front of
    /// it can: cut there first, by <see cref="CutAt"/>.
    /// </exception>
    public OnnxNetwork WithInputSize(params IReadOnlyList<int> sizes) => SizeEdit.Apply(this, sizes);

    /// <summary>
    /// A network of gray images, [N, 1, H, W], for images of red, green and blue planes, [N, 3, H, W]: a convolution in front weights them
    /// as the eye does (ITU-R BT.601: 0.299, 0.587, 0.114). Any other network stays as it is.
    /// </summary>
    /// <exception cref="OnnxNetworkException">The network doesn't take a batch of images.</exception>
    public OnnxNetwork WithColors() => GreyEdit.Apply(this);

    /// <summary>
    /// The network with other contents of some of its stored tensors: weights, statistics, constants. What isn't named stays as it is.
    /// </summary>
    /// <param name="contents">
    /// The new contents by the tensors' names, as <see cref="Weights"/> and <see cref="Initializers"/> have them, or, of a Constant, by the
    /// name of what it gives.
    /// </param>
    /// <exception cref="ArgumentException">A tensor isn't there, or is of another type or shape; the message names it.</exception>
    public OnnxNetwork WithWeights(IReadOnlyDictionary<string, StoredTensor> contents) => WeightEdit.Apply(this, contents);

    /// <summary>
    /// The network with its larger weights (1,024 numbers and more) stored as half floats, each behind a Cast: about half the file, and any
    /// program computes it in 32 bits as before, with weights rounded to 11 significant bits.
    /// </summary>
    /// <exception cref="OnnxNetworkException">
    /// A weight is larger than half floats can be (65,504); the message names its tensor.
    /// </exception>
    public OnnxNetwork WithHalfFloatWeights() => HalfStorage.Pack(this);

    /// <summary>
    /// The network with weights of 32 bits where <see cref="WithHalfFloatWeights"/> has stored half floats, without the Casts: as such they
    /// can be trained.
    /// </summary>
    public OnnxNetwork WithFloatWeights() => HalfStorage.Unpack(this);

    /// <summary>
    /// The network with a batch normalization behind each of these convolutions that changes nothing until it is trained: scale 1, bias 0,
    /// mean 0 and variance 1, less an epsilon of 1e-5. The convolution's own output gets a name that ends in '_unnormalized'.
    /// </summary>
    /// <param name="layers">The names of convolutions (Conv), or of their output tensors.</param>
    /// <exception cref="ArgumentException">There is no such layer, or it is no Conv of known channels.</exception>
    public OnnxNetwork WithBatchNormalization(IReadOnlyCollection<string> layers) =>
        NormalizationEdits.Insert(this, [.. layers.Select(_layers.Value.Tensor)]);

    /// <summary>
    /// The network with no batch normalization of a momentum above this: the part of its running statistics that each step of training
    /// keeps. Statistics with a momentum of 0.9997 follow within thousands of steps, with 0.9 within tens.
    /// </summary>
    /// <param name="most">The highest momentum, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is below 0 or above 1.</exception>
    public OnnxNetwork WithNormalizationMomentum(float most) => NormalizationEdits.LimitMomentum(this, most);

    /// <summary>
    /// The network with running statistics of its own for every batch normalization: exporters store equal ones once, as long as a network
    /// is untrained, and training makes them different.
    /// </summary>
    public OnnxNetwork WithOwnStatistics() => NormalizationEdits.SeparateStatistics(this);

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

    internal OnnxNetwork Edited(GraphProto graph) => new(_model.With(graph));

    /// <summary>The network with a graph that has parts of another, whose operators it may use.</summary>
    internal OnnxNetwork Joined(GraphProto graph, OnnxNetwork other)
    {
        ModelProto model = _model.With(graph);
        HashSet<string> known = [.. model.OpsetImport.Select(o => o.Domain)];
        model.OpsetImport.Add(other._model.OpsetImport.Where(o => !ShapeInference.IsStandard(o.Domain) && !known.Contains(o.Domain)));
        return new OnnxNetwork(model);
    }

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
}

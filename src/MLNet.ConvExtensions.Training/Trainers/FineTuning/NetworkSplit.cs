namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>A network in two: what is only run, and what is trained on its results.</summary>
/// <param name="Frozen">The first part, with one row of 32-bit numbers for each image as its output.</param>
/// <param name="Trained">The second, whose input is the tensor between them, in its own shape.</param>
internal sealed record NetworkSplit(OnnxNetwork Frozen, OnnxNetwork Trained)
{
    /// <summary>Divides a network of one output.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tensor">The tensor of a cut, not the input.</param>
    public static NetworkSplit At(OnnxNetwork network, string tensor) =>
        new(network.WithOutputs(tensor).WithPooling(FeaturePooling.None), network.WithOutputs(network.Outputs[0].Name).WithInput(tensor));

    /// <summary>A network with the weights that a part of it has now.</summary>
    /// <param name="network">The network that was divided.</param>
    /// <param name="trained">The second part, trained; its tensors have the names that they have in the whole.</param>
    public static OnnxNetwork Join(OnnxNetwork network, OnnxNetwork trained) =>
        network.WithWeights(trained.Weights.ToDictionary(w => w.Name, w => w.Contents));
}

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>The network that fine-tuning starts from: a body and a head.</summary>
/// <param name="Network">The whole: planes of images to logits.</param>
/// <param name="Body">The part up to the features, whose tensors have the same names in the whole.</param>
/// <param name="Preprocessing">What is done to images; null for the default of all trainings.</param>
internal sealed record InitialNetwork(OnnxNetwork Network, OnnxNetwork Body, BackbonePreprocessing? Preprocessing)
{
    /// <summary>The same with an edited network, which still has the body's output.</summary>
    public InitialNetwork With(OnnxNetwork network) => this with { Network = network, Body = network.WithOutputs(Body.Outputs[0].Name) };
}

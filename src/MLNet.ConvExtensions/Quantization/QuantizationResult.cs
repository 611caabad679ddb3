namespace MLNet.ConvExtensions;

/// <summary>A network that has been made smaller, and what that has cost and brought.</summary>
/// <param name="Network">
/// The network, with the preprocessing and classes of the one that it was made of in its file's notes: <see cref="OnnxNetwork.Save"/>
/// writes it, and <see cref="Backbone.FromFile"/> takes it as any other.
/// </param>
/// <param name="Report">What was measured.</param>
public sealed record QuantizationResult(OnnxNetwork Network, QuantizationReport Report);

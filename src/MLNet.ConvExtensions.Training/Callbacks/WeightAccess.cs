namespace MLNet.ConvExtensions.Training.Callbacks;

/// <summary>Weights and running statistics of the part of a network that is trained, as bytes by their names.</summary>
/// <param name="Read">Copies what is validated: the weights, or their average.</param>
/// <param name="Write">Puts others in the place of the weights, and begins their average anew.</param>
internal sealed record WeightAccess(Func<IReadOnlyDictionary<string, byte[]>> Read, Action<IReadOnlyDictionary<string, byte[]>> Write);

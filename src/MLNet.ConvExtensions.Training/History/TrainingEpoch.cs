namespace MLNet.ConvExtensions;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Logs">Its values by the names of <see cref="TrainingLogs"/>.</param>
public sealed record TrainingEpoch(int Epoch, IReadOnlyDictionary<string, double> Logs);

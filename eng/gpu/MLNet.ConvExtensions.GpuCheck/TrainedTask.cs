namespace MLNet.ConvExtensions.GpuCheck;

/// <summary>A network, and how it is trained for its speed.</summary>
/// <param name="Side">Height and width of its images.</param>
/// <param name="Channels">Their channels.</param>
/// <param name="BatchSize">Images of a step.</param>
/// <param name="Count">Images of an epoch.</param>
/// <param name="Build">Makes the network.</param>
internal sealed record TrainedTask(int Side, int Channels, int BatchSize, int Count, Func<OnnxNetwork> Build);

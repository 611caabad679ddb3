using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Runtime;

/// <summary>Where a network runs.</summary>
/// <param name="Gpu">The CUDA device; null for the CPU.</param>
/// <param name="FallbackToCpu">Whether it runs on the CPU, with a warning, where the GPU can't be had. Otherwise that is an error.</param>
/// <param name="Logger">Receives the warning.</param>
internal sealed record SessionDevice(int? Gpu = null, bool FallbackToCpu = false, ILogger? Logger = null);

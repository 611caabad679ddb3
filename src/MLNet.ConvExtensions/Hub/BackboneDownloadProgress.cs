namespace MLNet.ConvExtensions;

/// <summary>How far the download of a pretrained network is.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Received">Bytes that are on disk, those of an earlier attempt included.</param>
/// <param name="Total">Bytes of the whole file; null if unknown.</param>
public readonly record struct BackboneDownloadProgress(string Name, long Received, long? Total);

namespace MLNet.ConvExtensions;

/// <summary>The order in which a batch of images lies in memory.</summary>
public enum ImageLayout
{
    /// <summary>Batch, channels, height, width: plane after plane, as most ONNX networks take them.</summary>
    Nchw,

    /// <summary>Batch, height, width, channels: pixel after pixel, as decoders give them.</summary>
    Nhwc,
}

namespace MLNet.ConvExtensions;

/// <summary>The order of an image's colour channels.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue: PyTorch, TensorFlow.</summary>
    Rgb,

    /// <summary>Blue, green, red: networks that come from Caffe.</summary>
    Bgr,
}

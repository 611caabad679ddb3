using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Networks.Edits.Batches;

/// <summary>What a tensor has to do with the images of a batch.</summary>
internal enum BatchState
{
    /// <summary>The same for every batch.</summary>
    Same,

    /// <summary>Depends on how many images there are, as shapes do.</summary>
    Count,

    /// <summary>Has a part for each image, which depends on that image alone.</summary>
    Images,

    /// <summary>One image changes what comes of another, or it can't be told whether it does.</summary>
    Mixed,
}

/// <summary>Where in a tensor the images of a batch lie.</summary>
/// <param name="State">What it has to do with them.</param>
/// <param name="Axis">The axis along which they follow each other.</param>
/// <param name="PerImage">How many elements of that axis belong to one image.</param>
/// <param name="Mixer">Where they were mixed first.</param>
internal readonly record struct BatchPlace(BatchState State, int Axis = 0, long PerImage = 1, NodeProto? Mixer = null)
{
    public static BatchPlace Same => new(BatchState.Same);

    public static BatchPlace Count => new(BatchState.Count);

    /// <summary>Mixed by the operator at hand.</summary>
    public static BatchPlace Mixed => new(BatchState.Mixed);

    public static BatchPlace Images(int axis, long perImage = 1) => new(BatchState.Images, axis, perImage);

    public bool IsImages => State == BatchState.Images;
}

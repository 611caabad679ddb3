namespace MLNet.ConvExtensions;

/// <summary>
/// A change of images of your own, made anew each time that an image is seen: derive a record from it and list it in
/// <see cref="AugmentationOptions.Custom"/>.
/// </summary>
/// <remarks>
/// <para>The threads that prepare batches call it, several at once: it must keep nothing from one call to the next. What it does must
/// depend on the image and the random numbers alone, which come from the seed, the epoch and the sample; then a training gives the same
/// network each time, also one that was resumed.</para>
/// <para>A checkpoint is resumed only with the same augmentation: a record of the same name whose fields have the same values.</para>
/// </remarks>
public abstract record ImageAugmentation
{
    /// <summary>Changes an image in place.</summary>
    /// <param name="image">The image, of the network's size.</param>
    /// <param name="random">Random numbers for this image in this epoch.</param>
    public abstract void Apply(ImagePlanes image, Random random);
}

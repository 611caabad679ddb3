using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Refuses changes that a kind of sample can't undergo, before anything is trained.</summary>
internal static class AugmentationCheck
{
    /// <exception cref="ArgumentException">A change makes no sense for such samples; the message names it.</exception>
    public static void CheckFor(this AugmentationOptions options, SampleShape shape)
    {
        SampleKind kind = shape.Kind;
        bool positions = kind != SampleKind.Row && !(kind == SampleKind.Image && shape.Width == 1),
            slices = positions && kind != SampleKind.Signal,
            image = positions && kind == SampleKind.Image,
            // A grey image has no colours that could change, as a grey photo has none.
            colours = kind is SampleKind.Image or SampleKind.Volume && shape.Channels is 1 or 3;
        string what = kind switch
        {
            SampleKind.Row => $"rows of {shape.Channels} numbers in no order",
            SampleKind.Signal => $"signals of {shape}",
            SampleKind.Image when !positions => $"images of one column, {shape}; give the network [N, C, L]",
            SampleKind.Image => $"images of {shape}",
            _ => $"volumes of {shape}",
        };
        Require(positions || !options.HorizontalFlip, nameof(options.HorizontalFlip), options.HorizontalFlip, false);
        Require(slices || !options.VerticalFlip, nameof(options.VerticalFlip), options.VerticalFlip, false);
        Require(positions || options.ShiftPixels == 0, nameof(options.ShiftPixels), options.ShiftPixels, 0);
        Require(slices || options.Rotation == 0, nameof(options.Rotation), options.Rotation, 0);
        Require(positions || options.Scale == 0, nameof(options.Scale), options.Scale, 0);
        Require(positions || options.CropArea == 1, nameof(options.CropArea), options.CropArea, 1);
        Require(slices || options.Brightness == 0, nameof(options.Brightness), options.Brightness, 0);
        Require(slices || options.Contrast == 0, nameof(options.Contrast), options.Contrast, 0);
        Require(colours || options.Saturation == 0, nameof(options.Saturation), options.Saturation, 0);
        Require(colours || options.Hue == 0, nameof(options.Hue), options.Hue, 0);
        Require(colours || options.Grayscale == 0, nameof(options.Grayscale), options.Grayscale, 0);
        Require(positions || options.Blur == 0, nameof(options.Blur), options.Blur, 0);
        Require(positions || options.CutOut == 0, nameof(options.CutOut), options.CutOut, 0);
        Require((image && colours) || !options.TrivialAugment, nameof(options.TrivialAugment), options.TrivialAugment, false);
        Require(
            (image && colours) || options.RandAugmentOperations == 0,
            nameof(options.RandAugmentOperations),
            options.RandAugmentOperations,
            0
        );
        Require(image || options.CutMix == 0, nameof(options.CutMix), options.CutMix, 0);
        Require(positions || options.Occlusion == 0, nameof(options.Occlusion), options.Occlusion, 0);
        Require(image || kind == SampleKind.Signal || options.TimeMask == 0, nameof(options.TimeMask), options.TimeMask, 0);
        Require(image || options.FrequencyMask == 0, nameof(options.FrequencyMask), options.FrequencyMask, 0);

        void Require(bool condition, string name, object value, object allowed) =>
            options.Require(condition, name, value, $"{allowed} for {what}");
    }
}

using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Writes the best object of a photo as planes of pixels from 0 to 255 of the size that is asked for. For one thread.</summary>
internal sealed class CropWriter(CropToDetectionsOptions options)
{
    // Where the photo isn't as wide as a square would be, what is missing is grey, as in a detector's input.
    private const float Padding = 114;

    private readonly DetectionCrop _crop = new(options.Margin, options.IsSquare);
    private readonly PixelBuffer _part = new();
    private readonly ImagePreprocessor _preprocessor = new(
        new BackbonePreprocessing
        {
            Width = options.Width,
            Height = options.Height,
            CropFraction = 1,
        },
        PixelNormalisation.None,
        ImageFit.Letterbox,
        Padding
    );

    public void Write(PixelBuffer photo, IReadOnlyList<DetectedObject> objects, Span<float> planes)
    {
        DetectedObject? best = objects.FirstOrDefault(o => options.Labels?.Contains(o.Label) != false);
        if (best is null && options.BlankPhotos == BlankPhotoHandling.Missing)
        {
            planes.Fill(float.NaN);
            return;
        }

        if (best is not null)
            _crop.Cut(photo, best.Box, _part);
        _preprocessor.Write(best is null ? photo : _part, planes);
    }
}

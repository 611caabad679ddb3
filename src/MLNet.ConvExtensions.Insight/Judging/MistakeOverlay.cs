using Microsoft.ML.Data;
using MLNet.ConvExtensions.Insight.Explanations;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>A mistake with a map of what the model looked at over it.</summary>
internal static class MistakeOverlay
{
    private const int Side = 256;
    private const int Quality = 80;

    /// <returns>The bytes of a JPEG; null where the photo can't be read any longer.</returns>
    public static byte[]? Draw(ImageExplainer explainer, string image)
    {
        try
        {
            ImageExplanation explained = explainer.Explain(image);
            using MLImage photo = ImageReader.Load(image, Side);
            using SKBitmap bitmap = HeatOverlay.Draw(photo, explained.Map!, explained.Region, Side);
            using SKData encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
            return encoded.ToArray();
        }
        catch (ImageInputException)
        {
            return null;
        }
    }
}

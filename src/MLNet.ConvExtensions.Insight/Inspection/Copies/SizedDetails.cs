using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>A picture's details at the sizes that were asked for.</summary>
internal sealed class SizedDetails(GreyPicture picture)
{
    private readonly Dictionary<(int, int), float[]> _details = [];

    public GreyPicture Picture => picture;

    public float[] Of(int width, int height)
    {
        if (!_details.TryGetValue((width, height), out float[]? details))
            _details[(width, height)] = details = DetailPicture.Of(picture.Resize(width, height));
        return details;
    }
}

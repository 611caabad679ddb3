using System.Numerics.Tensors;
using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>A picture at the sizes that were asked for, so that what several comparisons need of it is computed once.</summary>
internal sealed class SizedDetails(GreyPicture picture)
{
    private readonly Dictionary<(int, int), float[]> _details = [];
    private readonly Dictionary<(int, int), (float[], double)> _centered = [];
    private CropSearch? _search;

    public GreyPicture Picture => picture;

    /// <summary>The search for places where others lie in it.</summary>
    public CropSearch Search => _search ??= new CropSearch(picture);

    /// <summary>The details.</summary>
    public float[] Of(int width, int height)
    {
        if (!_details.TryGetValue((width, height), out float[]? details))
            _details[(width, height)] = details = DetailPicture.Of(picture.Resize(width, height));
        return details;
    }

    /// <summary>The pixels less their mean, and the norm of that.</summary>
    public (float[] Values, double Norm) Centered(int width, int height)
    {
        if (_centered.TryGetValue((width, height), out (float[] Values, double Norm) found))
            return found;
        float[] values = (float[])picture.Resize(width, height).Values.Clone();
        TensorPrimitives.Subtract(values, TensorPrimitives.Sum<float>(values) / values.Length, values);
        return _centered[(width, height)] = (values, TensorPrimitives.Norm<float>(values));
    }
}

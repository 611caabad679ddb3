using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageDataViewType : StructuredDataViewType
{
    public readonly int Height;
    public readonly int Width;

    public ImageDataViewType(int height, int width)
        : base(typeof(MLImage))
    {
        Contracts.CheckParam(height > 0, nameof(height), $"The height of an image is {height}; it must be positive.");
        Contracts.CheckParam(width > 0, nameof(width), $"The width of an image is {width}; it must be positive.");
        Contracts.CheckParam((long)height * width <= int.MaxValue / 4, nameof(height), $"Images of {width} x {height} pixels are too large.");
        Height = height;
        Width = width;
    }

    public ImageDataViewType()
        : base(typeof(MLImage))
    {
    }

    public override bool Equals(DataViewType? other) =>
        ReferenceEquals(other, this) || (other is ImageDataViewType image && Height == image.Height && Width == image.Width);

    public override int GetHashCode() => HashCode.Combine(Height, Width);

    public override string ToString() => Height == 0 && Width == 0 ? "Image" : $"Image<{Height}, {Width}>";
}

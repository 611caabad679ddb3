using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Videos;

/// <summary>A property of images of any size, whereas ML.NET's <see cref="ImageTypeAttribute"/> asks for one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnySizeAttribute : DataViewTypeAttribute
{
    public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), this);

    public override bool Equals(DataViewTypeAttribute? other) => other is AnySizeAttribute;

    public override bool Equals(object? obj) => obj is AnySizeAttribute;

    public override int GetHashCode() => typeof(AnySizeAttribute).GetHashCode();
}

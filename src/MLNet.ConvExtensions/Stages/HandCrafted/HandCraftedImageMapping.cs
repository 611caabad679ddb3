using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class HandCraftedImageMapping : HandCraftedMapping<HandCraftedImageMapping.Image>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedImage";

    /// <summary>The input of the mapping.</summary>
    public sealed class Image : HandCraftedInput
    {
        /// <summary>The image.</summary>
        [ColumnName(ImageColumn)]
        [ImageType(1, 1)]
        public MLImage? Value { get; set; }

        internal override void Write(SavedHandCrafted computer, ImageWorkspace tools, Span<float> planes)
        {
            tools.Decoder.Copy(Value ?? throw new ImageInputException("The image is missing (null)."), "The image", tools.Image);
            tools.Preprocessor.Write(tools.Image, planes);
        }
    }
}

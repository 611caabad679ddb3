using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class HandCraftedPathMapping : HandCraftedMapping<HandCraftedPathMapping.Image>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedPath";

    /// <summary>The input of the mapping.</summary>
    public sealed class Image : HandCraftedInput
    {
        /// <summary>The image.</summary>
        [ColumnName(ImageColumn)]
        public ReadOnlyMemory<char> Value { get; set; }

        internal override void Write(SavedHandCrafted computer, ImageWorkspace tools, Span<float> planes)
        {
            string path = Value.ToString();
            if (string.IsNullOrWhiteSpace(path))
                throw new ImageInputException("The image path is missing (empty).");
            tools.Decoder.DecodeFile(computer.ImageFolder is null ? path : Path.Combine(computer.ImageFolder, path), tools.Image);
            tools.Preprocessor.Write(tools.Image, planes);
        }
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class HandCraftedEncodedMapping : HandCraftedMapping<HandCraftedEncodedMapping.Image>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedEncoded";

    /// <summary>The input of the mapping.</summary>
    public sealed class Image : HandCraftedInput
    {
        /// <summary>The image.</summary>
        [ColumnName(ImageColumn)]
        public VBuffer<byte> Value { get; set; }

        internal override void Write(SavedHandCrafted computer, ImageWorkspace tools, Span<float> planes)
        {
            tools.Decoder.Decode(Value.DenseValues().ToArray(), "The encoded image", tools.Image);
            tools.Preprocessor.Write(tools.Image, planes);
        }
    }
}

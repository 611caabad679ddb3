using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;

namespace MLNet.ConvExtensions;

/// <inheritdoc/>
[CustomMappingFactoryAttribute(Contract)]
public sealed class HandCraftedPixelsMapping : HandCraftedMapping<HandCraftedPixelsMapping.Image>
{
    internal const string Contract = "MLNet.ConvExtensions.HandCraftedPixels";

    /// <summary>The input of the mapping.</summary>
    public sealed class Image : HandCraftedInput
    {
        /// <summary>The image.</summary>
        [ColumnName(ImageColumn)]
        public VBuffer<float> Value { get; set; }

        internal override void Write(SavedHandCrafted computer, ImageWorkspace tools, Span<float> planes)
        {
            float[] values = [.. Value.DenseValues()];
            int bad = values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
                throw new ImageInputException(
                    $"The pixel vector has the value {values[bad]} at {bad:N0}; allowed are finite numbers, as a rule 0 to 255."
                );
            tools.Preprocessor.Write(values, planes);
        }
    }
}

using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;

namespace MLNet.ConvExtensions;

/// <summary>What the stages of a saved model with hand-crafted features read of a row, beside its image.</summary>
public abstract class HandCraftedInput
{
    internal const string SettingsColumn = "HandCrafted.Settings";
    internal const string ImageColumn = "HandCrafted.Image";

    private protected HandCraftedInput() { }

    /// <summary>The options, as text.</summary>
    [ColumnName(SettingsColumn)]
    public ReadOnlyMemory<char> Settings { get; set; }

    /// <summary>Writes the row's image at the size at which it is computed.</summary>
    internal abstract void Write(SavedHandCrafted computer, ImageWorkspace tools, Span<float> planes);
}

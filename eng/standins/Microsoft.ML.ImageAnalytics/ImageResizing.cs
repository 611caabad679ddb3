using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How one column is resized.</summary>
internal sealed class ImageResizing
{
    public ImageResizing(string output, string input, int width, int height, ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor anchor)
    {
        Contracts.CheckNonEmpty(output, nameof(output));
        Contracts.CheckUserArg(width > 0, "imageWidth", $"The width is {width}; it must be positive.");
        Contracts.CheckUserArg(height > 0, "imageHeight", $"The height is {height}; it must be positive.");
        Contracts.CheckUserArg(Enum.IsDefined(resizing), nameof(resizing), $"{resizing} is no kind of resizing.");
        Contracts.CheckUserArg(Enum.IsDefined(anchor), "cropAnchor", $"{anchor} is no anchor.");
        Output = output;
        Input = input;
        Type = new ImageDataViewType(height, width);
        Resizing = resizing;
        Anchor = anchor;
    }

    public string Output { get; }

    public string Input { get; }

    public ImageDataViewType Type { get; }

    public ImageResizingEstimator.ResizingKind Resizing { get; }

    public ImageResizingEstimator.Anchor Anchor { get; }
}

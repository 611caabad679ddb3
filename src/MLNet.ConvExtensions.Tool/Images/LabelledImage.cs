using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>An image with the class that its folder names.</summary>
internal sealed class LabelledImage
{
    public string Image { get; set; } = "";

    public string Label { get; set; } = "";

    /// <summary>The images in a folder's folders.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public static List<LabelledImage> List(string folder, TextWriter output)
    {
        var source = new ImageSource(folder);
        string work = Directory.CreateTempSubdirectory("mlconv-").FullName;
        try
        {
            ImageList list = source.List(work);
            List<string> names = [.. list.Range(0, list.Count)];
            List<LabelledImage> images = [.. names.Where(n => n.Contains('/', StringComparison.Ordinal)).Select(n => new LabelledImage { Image = source.PathOf(n), Label = n[..n.IndexOf('/', StringComparison.Ordinal)] })];
            if (images.Count == 0)
                throw new UsageException($"--images is '{folder}', which holds {names.Count} images but none in a folder of its class; a folder for each class is needed.");
            if (names.Count > images.Count)
                output.WriteLine($"{names.Count - images.Count} images outside of the class folders were left out.");
            return images;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}

namespace MLNet.ConvExtensions.Insight.Tests.Explanations;

/// <summary>The photos of samples/QuickStart.</summary>
internal static class Photos
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "photos");

    public static string[] Some { get; } =
    [.. Directory.GetFiles(Folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}

using System.Text.Json;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>What NumPy and SciPy computed: make_expected_inspection.py.</summary>
internal sealed record Expected(IReadOnlyList<Expected.LabelCase> Labels, IReadOnlyList<Expected.Picture> Pictures)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static Expected Read() =>
        JsonSerializer.Deserialize<Expected>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Inspection", "expected-inspection.json")),
            Format
        )!;

    internal sealed record LabelCase(
        int[] Labels,
        float[][] Probabilities,
        double[] Thresholds,
        int[] Confident,
        double[][] Joint,
        double[] Margins
    );

    internal sealed record Picture(int Width, int Height, float[] Grey, double Sharpness);
}

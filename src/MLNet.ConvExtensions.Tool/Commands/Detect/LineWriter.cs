using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Commands.Detect;

/// <summary>Writes what was found for people.</summary>
internal sealed class LineWriter(TextWriter output) : IDetectionWriter
{
    public void Write(string name, ImageDetections found)
    {
        if (found.Error is not null)
            return;
        output.WriteLine(name);
        foreach (DetectedObject o in found.Objects)
        {
            BoundingBox box = o.Box;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {o.Confidence:0.000}  {o.Label}  {box.Left:0.000} {box.Top:0.000} {box.Width:0.000} {box.Height:0.000}"
                )
            );
        }

        if (found.Objects.Count == 0)
            output.WriteLine("  blank");
    }

    public void Complete()
    {
        // Every photo has its lines.
    }

    public void Dispose()
    {
        // The output is the caller's.
    }
}

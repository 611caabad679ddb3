using System.Globalization;
using CsvHelper;

namespace MLNet.ConvExtensions.Tool.Commands.Detect;

/// <summary>
/// Writes a row for each object, with its photo, class, confidence and box; for a blank photo a row with its name alone, for one that can't be
/// read one that says why.
/// </summary>
internal sealed class CsvDetectionWriter : IDetectionWriter
{
    private readonly CsvWriter _table;

    public CsvDetectionWriter(string file)
    {
        _table = CsvWriter.ToFile(file, new CsvWriterOptions { NewLine = "\n" });
        _table.WriteRecord(["file", "label", "confidence", "left", "top", "width", "height", "failure"]);
    }

    public void Write(string name, ImageDetections found)
    {
        foreach (DetectedObject o in found.Objects)
        {
            BoundingBox box = o.Box;
            _table.WriteRecord([name, o.Label, Text(o.Confidence), Text(box.Left), Text(box.Top), Text(box.Width), Text(box.Height), ""]);
        }

        if (found.Objects.Count == 0)
            _table.WriteRecord([name, "", "", "", "", "", "", found.Error ?? ""]);
    }

    public void Complete()
    {
        // The last row is the end.
    }

    public void Dispose() => _table.Dispose();

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);
}

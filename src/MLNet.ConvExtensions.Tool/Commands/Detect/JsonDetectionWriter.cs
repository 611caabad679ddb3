using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLNet.ConvExtensions.Tool.Commands.Detect;

/// <summary>Writes JSON: the detector with its thresholds and classes, and the photos, each with its objects, or with a failure.</summary>
internal sealed class JsonDetectionWriter : IDetectionWriter
{
    private readonly FileStream _stream;
    private readonly Utf8JsonWriter _writer;

    public JsonDetectionWriter(string file, Detector detector)
    {
        _stream = File.Create(file);
        // File names and classes are for people to read, and nothing here goes into a web page.
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        _writer = new Utf8JsonWriter(_stream, options);
        _writer.WriteStartObject();
        _writer.WriteString("detector", detector.Name);
        _writer.WriteNumber("confidence", detector.Options.ConfidenceThreshold);
        _writer.WriteNumber("iou", detector.Options.IouThreshold);
        _writer.WriteStartArray("classes");
        foreach (string name in detector.Classes)
            _writer.WriteStringValue(name);
        _writer.WriteEndArray();
        _writer.WriteStartArray("images");
    }

    public void Write(string name, ImageDetections found)
    {
        _writer.WriteStartObject();
        _writer.WriteString("file", name);
        if (found.Error is { } reason)
        {
            _writer.WriteString("failure", reason);
        }
        else
        {
            _writer.WriteStartArray("objects");
            foreach (DetectedObject o in found.Objects)
                Write(o);
            _writer.WriteEndArray();
        }

        _writer.WriteEndObject();
        // What isn't flushed stays in memory.
        _writer.Flush();
    }

    public void Complete()
    {
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _stream.Dispose();
    }

    private void Write(DetectedObject found)
    {
        _writer.WriteStartObject();
        _writer.WriteString("label", found.Label);
        _writer.WriteNumber("confidence", found.Confidence);
        _writer.WriteStartArray("box");
        foreach (float value in (ReadOnlySpan<float>)[found.Box.Left, found.Box.Top, found.Box.Width, found.Box.Height])
            _writer.WriteNumberValue(value);
        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }
}

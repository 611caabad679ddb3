using System.CommandLine;
using System.Text.Json;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Models;

/// <summary>
/// <c>mlconv summary NETWORK [--input HxWxC] [--classes N] [--json]</c>: the layers of a network, their output shapes and weights.
/// </summary>
internal static class SummaryCommand
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static Command Create(TextWriter output)
    {
        var chosen = new NetworkArgument();
        var json = new Option<bool>("--json") { Description = "Write JSON for programs." };
        var command = new Command(
            "summary",
            "Lists the layers of a network with output shapes, weights and the layer that serves as features."
        )
        {
            json,
        };
        chosen.AddTo(command);
        command.SetAction(arguments =>
        {
            OnnxNetwork network = chosen.Get(arguments);
            output.Write(arguments.GetValue(json) ? Json(network) + "\n" : Text(network));
            return CommandLineTool.Success;
        });
        return command;
    }

    private static string Text(OnnxNetwork network)
    {
        NetworkLayer features = network.FindFeatureLayer();
        return network.Summary() + $"Feature layer: {features.Name} {features.OutputShape?.ToString() ?? "?"}\n";
    }

    private static string Json(OnnxNetwork network)
    {
        NetworkSummary summary = network.Summary();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("name", summary.Name);
            writer.WriteNumber("opset", network.OpsetVersion);
            Write(writer, "inputs", summary.Inputs);
            Write(writer, "outputs", summary.Outputs);
            writer.WriteStartArray("layers");
            foreach (NetworkLayer layer in summary.Layers)
                Write(writer, layer);
            writer.WriteEndArray();
            writer.WriteNumber("parameters", summary.TotalParameters);
            writer.WriteNumber("trainableParameters", summary.TrainableParameters);
            writer.WriteNumber("nonTrainableParameters", summary.NonTrainableParameters);
            WriteCount(writer, "multiplyAdds", summary.MultiplyAdds);
            writer.WriteString("featureLayer", network.FindFeatureLayer().Name);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<NetworkTensor> tensors)
    {
        writer.WriteStartArray(name);
        foreach (NetworkTensor tensor in tensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tensor.Name);
            writer.WriteString("type", tensor.ElementType.ToString());
            WriteShape(writer, "shape", tensor.Shape);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, NetworkLayer layer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", layer.Name);
        writer.WriteString("operator", layer.Operator);
        writer.WriteString("output", layer.OutputName);
        WriteShape(writer, "outputShape", layer.OutputShape);
        writer.WriteNumber("parameters", layer.ParameterCount);
        writer.WriteNumber("trainableParameters", layer.TrainableParameterCount);
        WriteCount(writer, "multiplyAdds", layer.MultiplyAdds);
        if (layer.ReceptiveField is { } field)
        {
            writer.WriteStartArray("receptiveField");
            foreach (double extent in field.Size)
                writer.WriteNumberValue(extent);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Open dimensions are null, and so is a shape of which nothing is known.</summary>
    private static void WriteShape(Utf8JsonWriter writer, string name, NetworkShape? shape)
    {
        if (shape is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (long? dimension in shape)
        {
            if (dimension is { } size)
                writer.WriteNumberValue(size);
            else
                writer.WriteNullValue();
        }

        writer.WriteEndArray();
    }

    private static void WriteCount(Utf8JsonWriter writer, string name, long? count)
    {
        if (count is { } value)
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }
}

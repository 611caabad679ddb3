using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions;

/// <summary>A network's layers with their output shapes and weights; <see cref="ToString"/> prints them as a table.</summary>
public sealed record NetworkSummary
{
    /// <summary>The network's name, as its file has it.</summary>
    public required string Name { get; init; }

    /// <summary>What the network takes.</summary>
    public required IReadOnlyList<NetworkTensor> Inputs { get; init; }

    /// <summary>What the network gives.</summary>
    public required IReadOnlyList<NetworkTensor> Outputs { get; init; }

    /// <summary>The layers, in the order in which they run.</summary>
    public required IReadOnlyList<NetworkLayer> Layers { get; init; }

    /// <summary>The number of weights.</summary>
    public long TotalParameters => Layers.Sum(l => l.ParameterCount);

    /// <summary>The number of weights that training changes by gradients.</summary>
    public long TrainableParameters => Layers.Sum(l => l.TrainableParameterCount);

    /// <summary>The number of weights that are only kept: running statistics.</summary>
    public long NonTrainableParameters => TotalParameters - TrainableParameters;

    /// <summary>
    /// Multiplications with addition for one image; null if the shape of some layer isn't known, or for numbers beyond all sense.
    /// </summary>
    public long? MultiplyAdds =>
        Layers.Aggregate((Int128?)0, (sum, layer) => sum + layer.MultiplyAdds) is { } total && total <= long.MaxValue ? (long)total : null;

    /// <summary>The table that Keras prints of a model: layer (operator), output shape, weights, and the totals.</summary>
    public override string ToString()
    {
        (string Layer, string Shape, string Parameters)[] rows =
        [
            ("Layer (type)", "Output Shape", "Param #"),
            .. Inputs.Select(i => ($"{i.Name} (Input)", i.Shape?.ToString() ?? "?", "0")),
            .. Layers.Select(l => ($"{l.Name} ({l.Operator})", l.OutputShape?.ToString() ?? "?", Grouped(l.ParameterCount))),
        ];
        int layerWidth = rows.Max(r => r.Layer.Length) + 2;
        int shapeWidth = rows.Max(r => r.Shape.Length) + 2;
        int width = layerWidth + shapeWidth + rows.Max(r => r.Parameters.Length);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Model: \"{Name}\"\n").Append('_', width).Append('\n');
        for (int i = 0; i < rows.Length; i++)
        {
            text.Append(rows[i].Layer.PadRight(layerWidth))
                .Append(rows[i].Shape.PadRight(shapeWidth))
                .Append(rows[i].Parameters)
                .Append('\n');
            if (i == 0)
                text.Append('=', width).Append('\n');
        }

        text.Append('=', width).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"Total params: {Grouped(TotalParameters)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Trainable params: {Grouped(TrainableParameters)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Non-trainable params: {Grouped(NonTrainableParameters)}\n");
        if (MultiplyAdds is { } operations)
            text.Append(CultureInfo.InvariantCulture, $"Multiply-adds per image: {Grouped(operations)}\n");
        return text.Append('_', width).Append('\n').ToString();
    }

    private static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

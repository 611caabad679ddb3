using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>Finds out what stages between a network and a trainer make of features, where that is linear: normalisations, projections.</summary>
internal static class ColumnProbe
{
    /// <summary>As many rows of as many features are tried.</summary>
    private const int MostFeatures = 8192;

    private const int Tries = 3;

    private const float Tolerance = 1e-4f;

    /// <param name="stages">The stages.</param>
    /// <param name="from">The column of features.</param>
    /// <param name="features">How many there are.</param>
    /// <param name="to">The column that the trainer reads.</param>
    /// <param name="why">Receives why it isn't linear; null where it is.</param>
    public static LinearWeights? Find(IReadOnlyList<ITransformer> stages, string from, int features, string to, out string? why)
    {
        why = null;
        if (features > MostFeatures)
        {
            why = $"Stages stand between its {features:N0} features and its trainer; up to {MostFeatures:N0} features are looked through.";
            return null;
        }

        var context = new MLContext();
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        SchemaDefinition.Column column = schema[nameof(Row.Values)];
        column.ColumnName = from;
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        float[][] probes = [.. Probes(features)];
        IDataView data = context.Data.LoadFromEnumerable(probes.Select(p => new Row { Values = p }), schema);
        foreach (ITransformer stage in stages)
        {
            IDataView made = Through(stage, data);
            // Of neighbours, networks and the like the same may come of all that is tried here, and not of photos.
            if (made != data && !IsSimple(stage))
            {
                why = $"Between the model's network and its trainer stands a {stage.GetType().Name}, which isn't linear.";
                return null;
            }

            data = made;
        }

        if (
            data.Schema.GetColumnOrNull(to) is not { Type: VectorDataViewType { IsKnownSize: true } type }
            || type.ItemType != NumberDataViewType.Single
        )
        {
            why = $"The column '{to}' that its trainer reads isn't made of the network's features alone.";
            return null;
        }

        float[][] values = [.. data.GetColumn<VBuffer<float>>(to).Select(v => v.DenseValues().ToArray())];
        LinearWeights found = Read(values, features);
        if (found.Weights.AsSpan().ContainsAnyExcept(0) && IsRight(found, probes, values))
            return found;
        why = $"What the stages between the network and its trainer make of the features, in the column '{to}', isn't linear.";
        return null;
    }

    /// <summary>What a stage makes of the data; the data where it needs columns that aren't of the features, such as the label.</summary>
    private static IDataView Through(ITransformer stage, IDataView data)
    {
        try
        {
            return stage.Transform(data);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return data;
        }
    }

    /// <summary>Whether it is a stage of ML.NET that isn't a network.</summary>
    private static bool IsSimple(ITransformer stage) =>
        stage.GetType() is { Name: not "OnnxTransformer", Assembly: var assembly }
        && assembly.GetName().Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal);

    /// <summary>Nothing, each feature alone, and some of all.</summary>
    private static IEnumerable<float[]> Probes(int features)
    {
        yield return new float[features];
        for (int i = 0; i < features; i++)
        {
            var single = new float[features];
            single[i] = 1;
            yield return single;
        }

        var random = new Random(1);
        for (int i = 0; i < Tries; i++)
            yield return [.. Enumerable.Range(0, features).Select(_ => random.NextSingle() * 2)];
    }

    private static LinearWeights Read(float[][] made, int features)
    {
        float[] biases = made[0];
        var weights = new float[biases.Length * features];
        for (int o = 0; o < biases.Length; o++)
        {
            for (int i = 0; i < features; i++)
                weights[(o * features) + i] = made[i + 1][o] - biases[o];
        }

        return new(weights, biases);
    }

    private static bool IsRight(LinearWeights found, float[][] probes, float[][] made)
    {
        for (int row = probes.Length - Tries; row < probes.Length; row++)
        {
            for (int o = 0; o < found.Biases.Length; o++)
            {
                double sum = found.Biases[o],
                    size = Math.Abs(found.Biases[o]);
                for (int i = 0; i < probes[row].Length; i++)
                {
                    double part = (double)found.Weights[(o * probes[row].Length) + i] * probes[row][i];
                    sum += part;
                    size += Math.Abs(part);
                }

                // Also of numbers that aren't finite.
                if (!(Math.Abs(sum - made[row][o]) <= Tolerance * Math.Max(1, size)))
                    return false;
            }
        }

        return true;
    }

    private sealed class Row
    {
        public float[] Values { get; set; } = [];
    }
}

using System.Numerics.Tensors;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>Numbers that are linear in others: y = weights x + biases.</summary>
/// <param name="Weights">The weights, number after number, numbers x inputs.</param>
/// <param name="Biases">What is added to each.</param>
internal sealed record LinearWeights(float[] Weights, float[] Biases)
{
    /// <summary>How many numbers go in.</summary>
    public int Inputs => Weights.Length / Biases.Length;

    /// <summary>Whether each number is the one in its place.</summary>
    public bool IsIdentity =>
        Inputs == Biases.Length
        && Array.TrueForAll(Biases, b => b == 0)
        && Weights.Select((w, i) => w == (i / Inputs == i % Inputs ? 1 : 0)).All(same => same);

    /// <summary>Numbers that stay as they are.</summary>
    public static LinearWeights Identity(int count)
    {
        var weights = new float[count * count];
        for (int i = 0; i < count; i++)
            weights[(i * count) + i] = 1;
        return new(weights, new float[count]);
    }

    /// <summary>The parameters of a model of ML.NET that is linear before its softmax or calibrator; null of others.</summary>
    public static LinearWeights? Of(object model)
    {
        switch (model)
        {
            case LinearMulticlassModelParametersBase several:
                VBuffer<float>[]? weights = null;
                several.GetWeights(ref weights, out int classes);
                return new([.. weights.Take(classes).SelectMany(w => w.DenseValues())], [.. several.GetBiases()]);
            // Of counts the exponential of the sum is predicted.
            case LinearModelParameters linear and not PoissonRegressionModelParameters:
                return new([.. linear.Weights], [linear.Bias]);
            case OneVersusAllModelParameters each:
                LinearWeights?[] parts = [.. Parts(each).Select(Of)];
                return parts.Length == 0 || parts.Contains(null)
                    ? null
                    : new([.. parts.SelectMany(p => p!.Weights)], [.. parts.Select(p => p!.Biases.Single())]);
            // A calibrated one. What is loaded is one of types that only ML.NET can name.
            default:
                return Inner(model, "SubModel") is { } inner ? Of(inner) : null;
        }
    }

    /// <summary>The models of the classes.</summary>
    public static IEnumerable<object> Parts(OneVersusAllModelParameters each) =>
        Inner(each, "SubModelParameters") as IEnumerable<object> ?? [];

    /// <summary>What a model has inside; null where it has no such property. Types or properties are ML.NET's own secret.</summary>
    public static object? Inner(object model, string property)
    {
        const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        for (Type? type = model.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(property, any) is { } found)
                return found.GetValue(model);
        }

        return null;
    }

    /// <summary>These numbers in terms of what others, that go into them, are linear in.</summary>
    public LinearWeights Behind(LinearWeights inner)
    {
        var weights = new float[Biases.Length * inner.Inputs];
        float[] biases = [.. Biases];
        for (int o = 0; o < Biases.Length; o++)
        {
            Span<float> row = weights.AsSpan(o * inner.Inputs, inner.Inputs);
            ReadOnlySpan<float> own = Weights.AsSpan(o * Inputs, Inputs);
            for (int i = 0; i < own.Length; i++)
                TensorPrimitives.MultiplyAdd(inner.Weights.AsSpan(i * inner.Inputs, inner.Inputs), own[i], row, row);
            biases[o] += TensorPrimitives.Dot(own, inner.Biases);
        }

        return new(weights, biases);
    }
}

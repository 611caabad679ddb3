using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(IsotonicCalibrator), IsotonicCalibrator.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>Steps that rise from left to right, with straight lines between one's end and the next one's beginning.</summary>
public sealed class IsotonicCalibrator : ICalibrator, ICanSaveModel
{
    internal const string LoaderSignature = "PAVCaliExec";

    public readonly ImmutableArray<float> Mins;
    public readonly ImmutableArray<float> Maxes;
    public readonly ImmutableArray<float> Values;

    private const float LeastProbability = 1e-15f;

    internal IsotonicCalibrator(IEnumerable<float> mins, IEnumerable<float> maxes, IEnumerable<float> values)
    {
        Mins = [.. mins];
        Maxes = [.. maxes];
        Values = [.. values];
    }

    public float PredictProbability(float output) => float.IsNaN(output) ? output : Math.Clamp(ValueAt(output), LeastProbability, 1 - LeastProbability);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(IsotonicCalibrator));
        ctx.Writer.WriteSingles([.. Mins]);
        ctx.Writer.WriteSingles([.. Maxes]);
        ctx.Writer.WriteSingles([.. Values]);
    }

    private static IsotonicCalibrator Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(ctx.Reader.ReadSingles(), ctx.Reader.ReadSingles(), ctx.Reader.ReadSingles());

    private float ValueAt(float score)
    {
        if (Mins.IsEmpty)
            return 0;
        for (int i = 0; i < Mins.Length; i++)
        {
            if (score > Maxes[i])
                continue;
            if (i == 0 || score >= Mins[i])
                return Values[i];
            float between = (score - Maxes[i - 1]) / (Mins[i] - Maxes[i - 1]);
            return Values[i - 1] + between * (Values[i] - Values[i - 1]);
        }

        return Values[^1];
    }
}

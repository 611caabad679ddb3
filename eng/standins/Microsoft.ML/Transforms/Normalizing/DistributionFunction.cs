using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>The distribution function of a normal distribution with the mean and deviation of each slot.</summary>
internal sealed class DistributionFunction<T> : NormalizerFunction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _mean;
    private readonly T[] _deviation;

    public DistributionFunction(DataViewType type, T[] mean, T[] deviation)
        : base(type)
    {
        _mean = mean;
        _deviation = deviation;
    }

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => Type is VectorDataViewType
        ? new NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<T>>([.. _mean], [.. _deviation])
        : new NormalizingTransformer.CdfNormalizerModelParameters<T>(_mean[0], _deviation[0]);

    public static DistributionFunction<T> Create(DataViewType type, MeanVarianceStatistics<T> statistics)
    {
        var mean = new T[statistics.Size];
        var deviation = new T[statistics.Size];
        for (int i = 0; i < mean.Length; i++)
            (mean[i], deviation[i]) = statistics.MeanAndDeviation(i);
        return new DistributionFunction<T>(type, mean, deviation);
    }

    public override void Save(BinaryWriter writer)
    {
        ValueCodec.WriteType(writer, Type);
        writer.Write(true);
        ValueCodec.WriteVector(writer, new VBuffer<T>(_mean.Length, _mean));
        ValueCodec.WriteVector(writer, new VBuffer<T>(_deviation.Length, _deviation));
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input)
    {
        if (input.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(input), input.Name);
        var read = row.GetGetter<T>(input);
        return (ValueGetter<T>)((ref T target) =>
        {
            read(ref target);
            target = ValueOf(target, 0);
        });
    }

    private ValueGetter<VBuffer<T>> MakeVectorGetter(ValueGetter<VBuffer<T>> read, string name)
    {
        VBuffer<T> source = default;
        var values = new T[_mean.Length];
        return (ref VBuffer<T> target) =>
        {
            read(ref source);
            Contracts.Check(source.Length == _mean.Length, $"Column '{name}' was normalized with {_mean.Length} slots, but one of its rows has {source.Length}.");

            // Zeroes that a sparse vector leaves out stay zero, unlike those written out: that is how ML.NET does it.
            Array.Clear(values);
            ReadOnlySpan<T> given = source.GetValues();
            for (int i = 0; i < given.Length; i++)
            {
                int slot = source.IsDense ? i : source.GetIndices()[i];
                values[slot] = ValueOf(given[i], slot);
            }

            Sparsity.Store(values, ref target);
        };
    }

    // An approximation of the error function with elementary ones, good to four digits: 0.147 is its constant.
    private T ValueOf(T value, int slot)
    {
        if (!T.IsFinite(value) || _deviation[slot] <= T.Epsilon)
            return T.Zero;
        T x = (value - _mean[slot]) / _deviation[slot];
        T half = x * x / T.CreateTruncating(2);
        T scaled = T.CreateTruncating(0.147) * half;
        double exponent = -double.CreateTruncating(half) * ((4 / Math.PI) + double.CreateTruncating(scaled)) / double.CreateTruncating(T.One + scaled);
        return T.CreateTruncating(0.5 + (0.5 * T.Sign(x) * Math.Sqrt(1 - Math.Exp(exponent))));
    }
}

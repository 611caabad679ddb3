using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Collects what a normalizer needs to know about a column, row by row.</summary>
internal abstract class NormalizerLearner
{
    public static NormalizerLearner Create(NormalizerOptions options, DataViewRow row, DataViewSchema.Column column) =>
        column.Type.GetItemType() == NumberDataViewType.Single
            ? new NormalizerLearner<float>(options, row, column)
            : new NormalizerLearner<double>(options, row, column);

    public abstract void Learn();

    public abstract NormalizerFunction CreateFunction();
}

internal sealed class NormalizerLearner<T> : NormalizerLearner
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NormalizerOptions _options;
    private readonly DataViewSchema.Column _column;
    private readonly SlotStatistics<T> _statistics;
    private readonly ValueGetter<T>? _readScalar;
    private readonly ValueGetter<VBuffer<T>>? _readVector;
    private readonly T[] _scalar = new T[1];
    private VBuffer<T> _vector;

    public NormalizerLearner(NormalizerOptions options, DataViewRow row, DataViewSchema.Column column)
    {
        _options = options;
        _column = column;
        int size = column.Type.GetValueCount();
        _statistics = options.Kind == NormalizerKind.MinMax ? new MinMaxStatistics<T>(size, options.FixZero) : new MeanVarianceStatistics<T>(size, options.FixZero);
        if (column.Type is VectorDataViewType)
            _readVector = row.GetGetter<VBuffer<T>>(column);
        else
            _readScalar = row.GetGetter<T>(column);
    }

    public override void Learn()
    {
        if (_readScalar != null)
        {
            _readScalar(ref _scalar[0]);
            _statistics.Add(_scalar, default);
            return;
        }

        _readVector!(ref _vector);
        int size = _column.Type.GetVectorSize();
        Contracts.Check(_vector.Length == size, $"Column '{_column.Name}' should have {size} slots, but one of its rows has {_vector.Length}.");
        _statistics.Add(_vector.GetValues(), _vector.GetIndices());
    }

    public override NormalizerFunction CreateFunction()
    {
        _statistics.Finish();
        return _options.Kind == NormalizerKind.Distribution
            ? DistributionFunction<T>.Create(_column.Type, (MeanVarianceStatistics<T>)_statistics)
            : AffineFunction<T>.Create(_column.Type, _statistics, _options.FixZero);
    }
}

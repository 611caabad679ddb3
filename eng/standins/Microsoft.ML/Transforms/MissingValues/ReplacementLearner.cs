using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Finds what to put in the place of the missing values of a column.</summary>
internal abstract class ReplacementLearner
{
    public static ReplacementLearner Create(
        MissingValueReplacingEstimator.ReplacementMode mode, bool bySlot, DataViewRow? row, DataViewSchema.Column column) =>
        column.Type.GetItemType() == NumberDataViewType.Single
            ? new ReplacementLearner<float>(mode, bySlot, row, column)
            : new ReplacementLearner<double>(mode, bySlot, row, column);

    public abstract void Learn();

    public abstract Replacement CreateReplacement();
}

internal sealed class ReplacementLearner<T> : ReplacementLearner
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DataViewType _type;
    private readonly ValueGetter<T>? _readScalar;
    private readonly ValueGetter<VBuffer<T>>? _readVector;

    // One for each slot, or one for all of them.
    private readonly ReplacementStatistic<T>[] _statistics;
    private VBuffer<T> _vector;
    private long _rowCount;

    public ReplacementLearner(
        MissingValueReplacingEstimator.ReplacementMode mode, bool bySlot, DataViewRow? row, DataViewSchema.Column column)
    {
        _type = column.Type;
        bool learns = mode != MissingValueReplacingEstimator.ReplacementMode.DefaultValue;
        int count = bySlot && learns && column.Type.IsKnownSizeVector() ? column.Type.GetVectorSize() : 1;
        _statistics = [.. Enumerable.Range(0, count).Select(_ => ReplacementStatistic<T>.Create(mode))];
        if (row == null)
            return;
        if (column.Type is VectorDataViewType)
            _readVector = row.GetGetter<VBuffer<T>>(column);
        else
            _readScalar = row.GetGetter<T>(column);
    }

    public override void Learn()
    {
        _rowCount++;
        if (_readScalar != null)
        {
            T value = default;
            _readScalar(ref value);
            _statistics[0].Add(value);
            return;
        }

        _readVector!(ref _vector);
        ReadOnlySpan<T> values = _vector.GetValues();
        for (int i = 0; i < values.Length; i++)
        {
            int slot = _vector.IsDense ? i : _vector.GetIndices()[i];
            _statistics[_statistics.Length == 1 ? 0 : slot].Add(values[i]);
        }

        // What sparse vectors leave out is zero; slot by slot, the zeroes follow from the number of rows.
        if (_statistics.Length == 1)
            _statistics[0].AddZeroes(_vector.Length - values.Length);
    }

    public override Replacement CreateReplacement()
    {
        if (_statistics.Length > 1)
        {
            foreach (ReplacementStatistic<T> statistic in _statistics)
                statistic.AddZeroes(_rowCount - statistic.Count);
        }

        return new Replacement<T>(_type, [.. _statistics.Select(statistic => statistic.Result)]);
    }
}

using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>The score of the row that a cursor is at, computed once for all columns that rest on it.</summary>
internal sealed class CachedScore<TScore>(DataViewRow row, ValueGetter<VBuffer<float>> getFeatures, ValueMapper<TScore> map)
{
    private VBuffer<float> _features;
    private TScore _score = default!;
    private long _position = -1;

    public ref readonly TScore Current
    {
        get
        {
            if (_position != row.Position)
            {
                getFeatures(ref _features);
                map(in _features, ref _score);
                _position = row.Position;
            }

            return ref _score;
        }
    }
}

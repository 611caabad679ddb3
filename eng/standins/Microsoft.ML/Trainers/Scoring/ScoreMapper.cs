using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Adds the columns of a prediction to the rows of a view, from one column of features.</summary>
internal abstract class ScoreMapper<TScore> : IRowMapper
{
    private readonly IValueMapper<TScore> _model;
    private readonly DataViewSchema.Column _features;
    private readonly DataViewSchema.DetachedColumn[] _columns;

    protected ScoreMapper(DataViewSchema input, string featureColumn, IValueMapper<TScore> model, DataViewSchema.DetachedColumn[] columns)
    {
        _model = model;
        _columns = columns;
        _features = input.GetColumnOrNull(featureColumn)
            ?? throw Contracts.ExceptParam("schema", $"Features column '{featureColumn}' not found");
        var expected = new VectorDataViewType(NumberDataViewType.Single, model.FeatureCount);
        bool fits = _features.Type is VectorDataViewType vector && vector.ItemType.Equals(expected.ItemType) && vector.Size == expected.Size;
        Contracts.Check(fits, $"Incompatible features column type: '{_features.Type}' vs '{expected}'");
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => _columns;

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        bool anyActive = Enumerable.Range(0, _columns.Length).Any(activeOutput);
        return column => anyActive && column == _features.Index;
    }

    public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
    {
        disposer = null;
        var getters = new Delegate?[_columns.Length];
        if (!Enumerable.Range(0, _columns.Length).Any(activeOutput))
            return getters;

        var score = new CachedScore<TScore>(input, input.GetGetter<VBuffer<float>>(_features), _model.GetMapper());
        for (int i = 0; i < getters.Length; i++)
        {
            if (activeOutput(i))
                getters[i] = CreateGetter(_columns[i].Name, score);
        }

        return getters;
    }

    protected abstract Delegate CreateGetter(string column, CachedScore<TScore> score);
}

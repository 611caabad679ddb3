using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Serving;

/// <summary>What decisions in a model of several classes say beside its scores: the label, and the columns that they add.</summary>
internal sealed class DecidedColumns
{
    private const string PredictedLabel = "PredictedLabel";

    private static readonly UnknownOptions Unknown = new();
    private static readonly RollUpOptions RollUp = new();
    private static readonly string SetColumn = new PredictionSetOptions().OutputColumnName;

    private readonly IReadOnlyList<string> _classes;
    private readonly HashSet<string> _columns = [];

    /// <param name="schema">What the model makes of its input.</param>
    /// <param name="classes">The names of its classes.</param>
    public DecidedColumns(DataViewSchema schema, IReadOnlyList<string> classes)
    {
        _classes = classes;
        Add(PredictedLabel, type => type is KeyDataViewType key && key.Count == (ulong)classes.Count);
        Add(Unknown.OutputColumnName, type => type is BooleanDataViewType);
        Add(Unknown.ScoreColumnName, type => type == NumberDataViewType.Single);
        Add(SetColumn, type => type is VectorDataViewType { ItemType: BooleanDataViewType } set && set.Size == classes.Count);
        bool taxa =
            schema.GetColumnOrNull(RollUp.ScoreColumnName)?.Type is VectorDataViewType sums && sums.ItemType == NumberDataViewType.Single;
        Add(RollUp.OutputColumnName, type => taxa && type is KeyDataViewType { Count: > 0 });
        if (_columns.Contains(RollUp.OutputColumnName))
            _columns.Add(RollUp.ScoreColumnName);

        void Add(string column, Func<DataViewType, bool> fits)
        {
            if (schema.GetColumnOrNull(column) is { } found && fits(found.Type))
                _columns.Add(column);
        }
    }

    /// <summary>The columns that are there.</summary>
    public IEnumerable<string> Columns => _columns;

    public bool TellsUnknown => _columns.Contains(Unknown.OutputColumnName);

    public bool HasSets => _columns.Contains(SetColumn);

    public bool HasTaxa => _columns.Contains(RollUp.OutputColumnName);

    /// <summary>What adds the decisions of a row at hand to its prediction.</summary>
    public Func<ImagePrediction, ImagePrediction> Reader(DataViewRow row)
    {
        Func<ImagePrediction, ImagePrediction> read = prediction => prediction;
        if (_columns.Contains(PredictedLabel))
        {
            Func<uint> label = Getter<uint>(row, PredictedLabel);
            read = prediction => Labelled(prediction, (int)label() - 1);
        }

        if (_columns.Contains(SetColumn))
        {
            Func<VBuffer<bool>> set = Getter<VBuffer<bool>>(row, SetColumn);
            read = Then(read, p => p with { PredictionSet = [.. set().Items(all: true).Where(c => c.Value).Select(c => _classes[c.Key])] });
        }

        if (_columns.Contains(RollUp.OutputColumnName))
            read = Then(read, TaxonReader(row));
        if (_columns.Contains(Unknown.ScoreColumnName))
        {
            Func<float> score = Getter<float>(row, Unknown.ScoreColumnName);
            read = Then(read, p => p with { UnknownScore = score() });
        }

        if (_columns.Contains(Unknown.OutputColumnName))
        {
            Func<bool> isUnknown = Getter<bool>(row, Unknown.OutputColumnName);
            read = Then(read, p => isUnknown() ? WithoutClass(p) with { Taxon = null, TaxonProbability = 0 } : p);
        }

        return read;
    }

    private static Func<ImagePrediction, ImagePrediction> Then(
        Func<ImagePrediction, ImagePrediction> first,
        Func<ImagePrediction, ImagePrediction> second
    ) => prediction => second(first(prediction));

    private static ImagePrediction Labelled(ImagePrediction prediction, int label) =>
        label < 0 ? WithoutClass(prediction)
        : prediction.Classes[0].Index == label ? prediction
        : Of(prediction, prediction.Classes.First(c => c.Index == label));

    private static ImagePrediction Of(ImagePrediction prediction, ClassProbability said) =>
        prediction with
        {
            Label = said.Name,
            Probability = said.Probability,
        };

    private static ImagePrediction WithoutClass(ImagePrediction prediction) =>
        prediction with
        {
            Label = null,
            Probability = 0,
            IsUnknown = true,
        };

    private static Func<ImagePrediction, ImagePrediction> TaxonReader(DataViewRow row)
    {
        Func<uint> taxon = Getter<uint>(row, RollUp.OutputColumnName);
        Func<VBuffer<float>> sums = Getter<VBuffer<float>>(row, RollUp.ScoreColumnName);
        VBuffer<ReadOnlyMemory<char>> names = default;
        row.Schema[RollUp.OutputColumnName].GetKeyValues(ref names);
        string[] taxa = [.. names.DenseValues().Select(n => n.ToString())];
        return prediction =>
        {
            int place = (int)taxon() - 1;
            return place < 0 ? prediction : prediction with { Taxon = taxa[place], TaxonProbability = sums().GetItemOrDefault(place) };
        };
    }

    private static Func<T> Getter<T>(DataViewRow row, string column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(row.Schema[column]);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }
}

using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class PredictorFileTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(60);

    public static TheoryData<string> Kinds => ["Lbfgs", "Sdca", "Svm", "MaximumEntropy", "SdcaMaximumEntropy", "OneVersusAll", "OneVersusAllRaw"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_loaded_predictor_scores_the_same_and_is_of_the_same_type(string kind)
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        ITransformer model = Trainer(kind).Fit(data);
        ITransformer loaded = Reload(model, data.Schema);
        Assert.Equal(model.GetType(), loaded.GetType());
        IDataView expected = model.Transform(data), actual = loaded.Transform(data);
        Assert.Equal(expected.Schema.Select(c => (c.Name, c.Type)), actual.Schema.Select(c => (c.Name, c.Type)));
        if (expected.Schema["Score"].Type is VectorDataViewType)
            Assert.Equal(expected.GetColumn<float[]>("Score"), actual.GetColumn<float[]>("Score"));
        else
            Assert.Equal(expected.GetColumn<float>("Score"), actual.GetColumn<float>("Score"));
        foreach (string name in new[] { "Score", "PredictedLabel" })
        {
            Assert.Equal(
                expected.Schema[name].Annotations.Schema.Select(a => (a.Name, a.Type)),
                actual.Schema[name].Annotations.Schema.Select(a => (a.Name, a.Type)));
        }
    }

    [Fact]
    public void The_names_of_the_classes_come_back()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        ITransformer loaded = Reload(Trainer("MaximumEntropy").Fit(data), data.Schema);
        VBuffer<ReadOnlyMemory<char>> names = default;
        loaded.GetOutputSchema(data.Schema)["Score"].Annotations.GetValue("SlotNames", ref names);
        Assert.Equal(["class0", "class1", "class2"], names.DenseValues().Select(n => n.ToString()));
    }

    [Fact]
    public void A_loaded_chain_gives_the_predictor_with_its_parameters()
    {
        IDataView data = Sample.View(_context, _rows);
        var chain = _context.Transforms.CopyColumns("Label", "IsFirst").Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(data);
        var loaded = (TransformerChain<ITransformer>)Reload(chain, data.Schema);
        var predictor = Assert.IsType<BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>>(
            loaded.LastTransformer);
        LinearBinaryModelParameters expected = chain.LastTransformer.Model.SubModel;
        Assert.Equal(expected.Weights, predictor.Model.SubModel.Weights);
        Assert.Equal(expected.Bias, predictor.Model.SubModel.Bias);
        Assert.Equal(-1, predictor.Model.Calibrator.Slope);
        Assert.Equal("Features", predictor.FeatureColumnName);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, Sample.FeatureCount), predictor.FeatureColumnType);
    }

    [Fact]
    public void The_file_has_a_folder_for_the_model_inside_the_predictors()
    {
        IDataView data = Sample.View(_context, _rows);
        using var stream = new MemoryStream();
        _context.Model.Save(Trainer("Lbfgs").Fit(data), data.Schema, stream);
        stream.Position = 0;
        using var zip = new ZipArchive(stream);
        string[] entries = [.. zip.Entries.Select(e => e.FullName.Replace('\\', '/'))];
        Assert.Contains("TransformerChain/Model.key", entries);
        Assert.Contains("TransformerChain/Model/Model.key", entries);
        Assert.Contains("TransformerChain/Model/Predictor/Model.key", entries);
        Assert.Contains("TransformerChain/Model/Calibrator/Model.key", entries);
        Assert.Contains("TransformerChain/TrainSchema", entries);
    }

    [Fact]
    public void Single_rows_score_as_views_do()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = _context.Transforms.Conversion.MapValueToKey("Label", "Name")
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        Prediction[] expected = [.. _context.Data.CreateEnumerable<Prediction>(model.Transform(data), false)];
        using PredictionEngine<Sample, Prediction> engine = _context.Model.CreatePredictionEngine<Sample, Prediction>(model);
        for (int i = 0; i < _rows.Length; i++)
        {
            Prediction actual = engine.Predict(_rows[i]);
            Assert.Equal(expected[i].Score, actual.Score);
            Assert.Equal(expected[i].PredictedLabel, actual.PredictedLabel);
        }
    }

    [Fact]
    public void Parallel_cursors_score_every_row_once()
    {
        IDataView scored = Trainer("Lbfgs").Fit(Sample.View(_context, _rows)).Transform(Sample.View(_context, _rows));
        DataViewRowCursor[] cursors = scored.GetRowCursorSet([scored.Schema["Score"]], 3);
        var scores = new List<float>();
        foreach (DataViewRowCursor cursor in cursors)
        {
            using (cursor)
            {
                ValueGetter<float> get = cursor.GetGetter<float>(scored.Schema["Score"]);
                while (cursor.MoveNext())
                {
                    float score = 0;
                    get(ref score);
                    scores.Add(score);
                }
            }
        }

        Assert.Equal(scored.GetColumn<float>("Score").Order(), scores.Order());
    }

    [Fact]
    public void Nothing_is_computed_before_it_is_read()
    {
        int read = 0;
        ITransformer model = Trainer("Lbfgs").Fit(Sample.View(_context, _rows));
        IDataView scored = model.Transform(Sample.View(_context, Counted()));
        Assert.Equal(0, read);
        Assert.Equal(_rows.Length, scored.GetColumn<float>("Score").Count());
        Assert.Equal(_rows.Length, read);

        IEnumerable<Sample> Counted()
        {
            foreach (Sample row in _rows)
            {
                read++;
                yield return row;
            }
        }
    }

    private ITransformer Reload(ITransformer model, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        _context.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext(2).Model.Load(stream, out _);
    }

    private IEstimator<ITransformer> Trainer(string kind)
    {
        var binary = _context.BinaryClassification.Trainers;
        var multiclass = _context.MulticlassClassification.Trainers;
        return kind switch
        {
            "Lbfgs" => binary.LbfgsLogisticRegression("IsFirst"),
            "Sdca" => binary.SdcaLogisticRegression("IsFirst"),
            "Svm" => binary.LinearSvm("IsFirst"),
            "MaximumEntropy" => multiclass.LbfgsMaximumEntropy(),
            "SdcaMaximumEntropy" => multiclass.SdcaMaximumEntropy(maximumNumberOfIterations: 10),
            "OneVersusAll" => multiclass.OneVersusAll(binary.LinearSvm()),
            _ => multiclass.OneVersusAll(binary.LbfgsLogisticRegression(), useProbabilities: false),
        };
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}

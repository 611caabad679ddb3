using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

public sealed class BurstEnsembleTests
{
    private readonly MLContext _context = new(1);

    private IDataView Photos =>
        Members.View(
            _context,
            [
                new()
                {
                    Kind = "owl",
                    Burst = "1",
                    Score0 = Members.Dense(0.4f, 0.6f),
                },
                new()
                {
                    Kind = "lynx",
                    Burst = "2",
                    Score0 = Members.Dense(0.5f, 0.5f),
                },
                new()
                {
                    Kind = "owl",
                    Burst = "1",
                    Score0 = Members.Dense(0.9f, 0.1f),
                },
                new()
                {
                    Kind = "owl",
                    Burst = "1",
                    Score0 = Members.Dense(0, 1),
                },
            ],
            ["lynx", "owl"],
            2
        );

    [Fact]
    public void Every_row_of_a_group_gets_the_groups_average()
    {
        using BurstEnsembleTransformer burst = Fit();
        IDataView output = burst.Transform(Photos);
        float[][] scores = [.. output.GetColumn<float[]>("Score")];

        Assert.Equal(1.3f / 3, scores[0][0], 1e-6f);
        Assert.Equal(scores[0], scores[2]);
        Assert.Equal(scores[0], scores[3]);
        Assert.Equal([0.5f, 0.5f], scores[1]);
        Assert.Equal([2u, 1u, 2u, 2u], output.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void Groups_are_of_the_whole_view_however_it_is_read()
    {
        using BurstEnsembleTransformer burst = Fit();
        IDataView output = burst.Transform(Photos);
        var shares = new List<float>();
        foreach (DataViewRowCursor cursor in output.GetRowCursorSet([output.Schema["Score"]], 3))
        {
            using (cursor)
            {
                ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(output.Schema["Score"]);
                VBuffer<float> value = default;
                while (cursor.MoveNext())
                {
                    getter(ref value);
                    shares.Add(value.GetItemOrDefault(0));
                }
            }
        }

        Assert.Equal(output.GetColumn<float[]>("Score").Select(s => s[0]).Order(), shares.Order());
        Assert.Equal(0.5f, _context.Data.SkipRows(output, 1).GetColumn<float[]>("Score").First()[0]);
    }

    [Fact]
    public void Each_pass_reads_the_pipeline_once_for_all_columns()
    {
        using BurstEnsembleTransformer burst = Fit();
        var watched = new WatchedView(Photos);
        IDataView output = burst.Transform(watched);
        Assert.Equal(0, watched.Cursors);
        _ = output.GetColumn<float[]>("Score").Count();
        _ = output.GetColumn<uint>("PredictedLabel").Count();

        // One pass for the averages, and one each for the rows' groups.
        Assert.Equal(3, watched.Cursors);
    }

    [Fact]
    public void Saved_it_is_the_pipeline_and_wrapped_again_it_averages()
    {
        using BurstEnsembleTransformer burst = Create(
                _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(featureColumnName: "Score0")
            )
            .Fit(Photos);
        using var folder = new TemporaryFolder();
        _context.Model.Save(burst, Photos.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);
        using BurstEnsembleTransformer again = Create(new EnsembleMember(loaded)).Fit(Photos);

        Assert.Equal(burst.Member.Transform(Photos).GetColumn<float[]>("Score"), loaded.Transform(Photos).GetColumn<float[]>("Score"));
        Assert.Equal(burst.Transform(Photos).GetColumn<float[]>("Score"), again.Transform(Photos).GetColumn<float[]>("Score"));
    }

    [Fact]
    public void A_prediction_engine_takes_a_row_as_a_group_of_its_own()
    {
        using BurstEnsembleTransformer burst = Create(_context.BinaryClassification.Trainers, "IsFirst").Fit(Photos);
        using PredictionEngine<Photo, Answer> engine = _context.Model.CreatePredictionEngine<Photo, Answer>(
            burst,
            new PredictionEngineOptions { OwnsTransformer = false }
        );

        Assert.Equal(0.4f, engine.Predict(new Photo()).Probability, 1e-6f);
    }

    private BurstEnsembleTransformer Fit() => Create(Members.Classifier(_context, 0, "lynx", "owl")).Fit(Photos);

    private BurstEnsembleEstimator Create(IEstimator<ITransformer> member) =>
        _context.MulticlassClassification.Trainers.BurstEnsemble(member, "Burst");

    private BurstEnsembleEstimator Create(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, string label) =>
        trainers.BurstEnsemble(Members.Binary(_context, 0), "Burst", label);

    private sealed class Photo
    {
        public string Kind { get; set; } = "";

        public bool IsFirst { get; set; }

        public string Burst { get; set; } = "";

        [VectorType(2)]
        public float[] Score0 { get; set; } = [0.4f, 0.6f];

        [VectorType(2)]
        public float[] Score1 { get; set; } = [0, 0];

        [VectorType(2)]
        public float[] Score2 { get; set; } = [0, 0];
    }

    private sealed class Answer
    {
        public float Probability { get; set; }
    }
}

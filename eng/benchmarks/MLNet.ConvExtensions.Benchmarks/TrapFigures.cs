using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// What docs/camera-traps.md says of an archive: how many events of a rare animal are found at sites that nothing was learned from, and how
/// many photos a person looks at for it. The threshold and the calibration come from photos of the other sites, each judged by a model that
/// knows neither its site.
/// </summary>
internal static class TrapFigures
{
    private const int Parts = 7;

    /// <param name="table">The archive's table, of 'mlconv archive', with a column Label.</param>
    /// <param name="animal">The class that is looked for.</param>
    /// <param name="backbone">The network: a file, or a name.</param>
    public static void Run(string table, string animal, string backbone)
    {
        var ml = new MLContext(seed: 1);
        Backbone network = Backbone.FromNameOrFile(backbone);
        var columns = new ImageListOptions { FileColumnName = "File", LabelColumnName = "Label" };
        IDataView rows = ml.Data.LoadImageList(table, columns);
        rows = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        using ConvFeaturesTransformer stage = ml.Transforms.ConvFeatures("Features", "ImagePath", network).Fit(rows);
        rows = ml.Data.Cache(stage.Transform(rows), "Label", "Features", "Site", "Event");
        string[] sites = [.. rows.GetColumn<string>("Site")],
            events = [.. rows.GetColumn<string>("Event")],
            names = [.. sites.Distinct().Order(StringComparer.Ordinal)];
        VBuffer<ReadOnlyMemory<char>> keys = default;
        rows.Schema["Label"].GetKeyValues(ref keys);
        string[] classes = [.. keys.DenseValues().Select(k => k.ToString())];
        int wanted = Array.IndexOf(classes, animal);
        Print($"{network}: {sites.Length} photos of {events.Distinct().Count()} events at {names.Length} sites");

        var judged = new List<Photo>();
        double found = 0,
            reviewed = 0,
            truths = 0;
        foreach (string[] test in names.Chunk((names.Length + Parts - 1) / Parts))
        {
            string[] known = [.. names.Except(test)];
            List<Photo> held = [.. known.Chunk(3).SelectMany(part => Score(Fit([.. known.Except(part)]), part))];
            using TemperatureTransformer calibrator = ml.MulticlassClassification.Calibrators().Temperature().Fit(View(held));
            using PredictionSetTransformer sets = ml
                .MulticlassClassification.Decisions()
                .PredictionSet()
                .Fit(calibrator.Transform(View(held)));
            held = Calibrated(held, calibrator, null);
            List<Photo> photos = Calibrated(Score(Fit(known), test), calibrator, sets);
            var threshold = ml.BinaryClassification.Threshold(new ThresholdOptions { TargetRecall = 1 }).Fit(Events(held)).Choice;
            ILookup<string, Photo> byEvent = photos.ToLookup(p => p.Event);
            foreach (IGrouping<string, Photo> one in byEvent)
            {
                bool isShown = one.Average(p => p.Scores[wanted]) >= threshold.Threshold,
                    isIt = one.First().Label == wanted;
                truths += isIt ? 1 : 0;
                found += isIt && isShown ? 1 : 0;
                reviewed += isShown ? one.Count() : 0;
            }

            judged.AddRange(photos);
            Print(
                $"sites {string.Join(", ", test)}: found so far {found} of {truths} events, threshold {threshold.Threshold:0.0000}, temperature {calibrator.Temperature:0.00}"
            );
        }

        ClassificationJudgement whole = ClassificationJudgement.Of(
            classes,
            judged.ConvertAll(p => JudgedPhoto.Of(ImagePrediction.FromScores(classes, p.Scores), p.Label))
        );
        Print($"events of {animal} found: {found / truths:0.0000} of {truths}; photos reviewed: {reviewed / judged.Count:0.000}");
        Print($"accuracy {whole.Accuracy.Value:0.000}, ECE {whole.Calibration.ExpectedCalibrationError:0.0000}");
        Print($"prediction sets of 0.9 cover {judged.Average(p => p.IsCovered ? 1.0 : 0):0.0000}");

        ITransformer Fit(string[] of) =>
            ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f).Fit(Of(of));

        IDataView Of(string[] of) => ml.Data.FilterByCustomPredicate<SiteRow>(rows, row => !of.Contains(row.Site));

        List<Photo> Score(ITransformer model, string[] of)
        {
            IDataView scored = model.Transform(Of(of));
            return
            [
                .. ml
                    .Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false)
                    .Select(r => new Photo(r.Event, (int)r.Label - 1, r.Score, false)),
            ];
        }

        IDataView View(List<Photo> photos)
        {
            var schema = SchemaDefinition.Create(typeof(ScoredRow));
            schema["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes.Length);
            schema["Label"].ColumnType = new KeyDataViewType(typeof(uint), classes.Length);
            foreach (string column in new[] { "Label", "Score" })
            {
                schema[column]
                    .AddAnnotation(
                        column == "Label" ? "KeyValues" : "SlotNames",
                        keys,
                        new VectorDataViewType(TextDataViewType.Instance, classes.Length)
                    );
            }

            return ml.Data.LoadFromEnumerable(
                photos.Select(p => new ScoredRow
                {
                    Event = p.Event,
                    // In memory keys begin at 0.
                    Label = (uint)p.Label,
                    Score = p.Scores,
                }),
                schema
            );
        }

        List<Photo> Calibrated(List<Photo> photos, ITransformer calibrator, ITransformer? sets)
        {
            IDataView calibrated = calibrator.Transform(View(photos));
            bool[][]? inside = sets is null ? null : [.. sets.Transform(calibrated).GetColumn<bool[]>("PredictionSet")];
            return
            [
                .. calibrated
                    .GetColumn<float[]>("Score")
                    .Select((s, i) => photos[i] with { Scores = s, IsCovered = inside is not null && inside[i][photos[i].Label] }),
            ];
        }

        IDataView Events(List<Photo> photos) =>
            ml.Data.LoadFromEnumerable(
                photos
                    .GroupBy(p => p.Event)
                    .Select(e => new EventRow { Label = e.First().Label == wanted, Probability = e.Average(p => p.Scores[wanted]) })
            );
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed record Photo(string Event, int Label, float[] Scores, bool IsCovered);

    private sealed class SiteRow
    {
        public string Site { get; set; } = "";
    }

    private sealed class ScoredRow
    {
        public string Event { get; set; } = "";

        public uint Label { get; set; }

        public float[] Score { get; set; } = [];
    }

    private sealed class EventRow
    {
        public bool Label { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }

        public float Score { get; set; }
    }
}

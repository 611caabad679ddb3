using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

/// <summary>Saved models in another process, which has ML.NET's own packages only: that of the sample SavedModel.</summary>
public sealed class WithoutThisLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_program_does_not_have_it() =>
        Assert.Empty(
            Directory
                .GetFiles(SavedModelProgram.Folder, "*ConvExtensions*")
                .Concat(Directory.GetFiles(SavedModelProgram.Folder, "TorchSharp*"))
        );

    [Fact]
    public void A_classifier_over_vectors_predicts_the_same()
    {
        using var vectors = new TrainedClassesBattery.Case();
        Check(
            vectors,
            "Features",
            data =>
                data.GetColumn<float[]>("Features")
                    .Select(f => string.Join(',', f.Select(v => v.ToString("R", CultureInfo.InvariantCulture))))
        );
    }

    [Fact]
    public void A_binary_classifier_over_vectors_predicts_the_same()
    {
        using var vectors = new TrainedLogitBattery.Case();
        Check(
            vectors,
            "Features",
            data =>
                data.GetColumn<float[]>("Features")
                    .Select(f => string.Join(',', f.Select(v => v.ToString("R", CultureInfo.InvariantCulture))))
        );
    }

    [Fact]
    public void A_classifier_over_image_files_predicts_the_same()
    {
        using var paths = new TrainedOfGreyBattery.Case();
        Check(paths, "Image", data => data.GetColumn<string>("Image"));
    }

    private void Check(TrainerCase trainer, string column, Func<IDataView, IEnumerable<string>> lines)
    {
        IDataView data = trainer.CreateData(12);
        ITransformer model = trainer.CreateEstimator().Fit(data);
        IDataView scored = model.Transform(data),
            features = trainer.Context.Transforms.SelectColumns(column).Fit(data).Transform(data);
        trainer.Context.Model.Save(model, features.Schema, _folder.File("model.zip"));
        File.WriteAllLines(_folder.File("rows.csv"), lines(data));
        IReadOnlyList<(string Answer, float[] Scores)> printed = SavedModelProgram.Predict(
            _folder.File("model.zip"),
            _folder.File("rows.csv")
        );

        bool several = trainer.Task == TrainerTask.Multiclass;
        float[][] expected = several
            ? [.. scored.GetColumn<float[]>("Score")]
            : [.. scored.GetColumn<float>("Probability").Select(p => new[] { p })];
        string[] answers = several
            ?
            [
                .. trainer
                    .Context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel")
                    .Fit(scored)
                    .Transform(scored)
                    .GetColumn<string>("Answer"),
            ]
            : [.. scored.GetColumn<bool>("PredictedLabel").Select(yes => yes ? "yes" : "no")];
        Assert.Equal(answers, printed.Select(p => p.Answer));
        Assert.All(
            expected.Zip(printed, (row, found) => row.Zip(found.Scores)).SelectMany(v => v),
            pair => Assert.Equal(pair.First, pair.Second, trainer.SavedTolerance + 1e-4f)
        );
        (model as IDisposable)?.Dispose();
    }
}

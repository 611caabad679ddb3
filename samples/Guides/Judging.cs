using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/judging.md.</summary>
internal static class Judging
{
    public static void Run(MLContext ml)
    {
        using ImageModel model = ml.Model.LoadImageModel("model.zip");
        ClassificationJudgement judged = ml.MulticlassClassification.JudgeImages(
            model,
            ml.Data.LoadImageFolder("photos"),
            new ImageJudgingOptions { Robustness = new RobustnessOptions { Corruptions = [ImageCorruption.Find("blur")] } }
        );
        Console.WriteLine($"{judged.Accuracy.Value:0.000}, ECE {judged.Calibration.ExpectedCalibrationError:0.000}");
        using ImageExplainer explainer = ml.Model.CreateImageExplainer(model);
        judged.SaveHtml("judged.html", new JudgementPageOptions { MistakeMap = JudgementReport.MapsOf(explainer) });
        judged.SaveJson("judged.json");
    }
}

using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/explain.md and docs/look.md.</summary>
internal static class Inside
{
    public static void Run(MLContext ml)
    {
        Explain(ml);
        Look();
    }

    private static void Explain(MLContext ml)
    {
        using ImageModel model = ml.Model.LoadImageModel("model.zip");
        using ImageExplainer explainer = ml.Model.CreateImageExplainer(model, new ExplanationOptions { Class = "striped" });
        ImageExplanation why = explainer.Explain("photo.jpg");
        why.SaveOverlay("why.png");
        Console.WriteLine($"{why.Class} {why.Probability:0.00}, by {why.Method}; most at {why.Map!.Max:0.000} of a logit of {why.Logit:0.00}");
    }

    private static void Look()
    {
        using var activations = new NetworkActivations(Backbone.PackagedResNet18);
        foreach (FeatureMaps maps in activations.Read("photo.jpg").Take(2))
            maps.SavePicture($"{maps.Layer}.png");
        LayerActivations last = activations.Summarize(Directory.EnumerateFiles("photos/striped"))[^1];
        Console.WriteLine($"{last.Layer.Name}: {last.DeadUnits} of {last.Units.Count} units are dead; unit 0 likes {last.Units[0].Strongest[0].Image}");
        File.WriteAllText("graph.svg", NetworkDrawing.ToSvg(Backbone.PackagedResNet18.Network));
    }
}

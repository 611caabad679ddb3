using System.Globalization;
using static MLNet.ConvExtensions.HtmlPage;

namespace MLNet.ConvExtensions.Tool.Commands.Explain;

/// <summary>The page of explained images.</summary>
internal sealed class ExplainPage
{
    /// <summary>More images than these make a page that browsers show slowly.</summary>
    private const int Most = 2000;

    private readonly HtmlPage _page;
    private int _shown;

    /// <param name="explainer">What explains them.</param>
    /// <param name="model">What the model is called.</param>
    public ExplainPage(ImageExplainer explainer, string model)
    {
        _page = new HtmlPage($"What {model} sees")
        {
            Style = """
                .explained { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr)); margin: 16px 0 0; }
                .explained figure { margin: 0; min-width: 0; }
                .explained a { display: block; border-radius: 8px; }
                .explained img { width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 8px; display: block; background: var(--grid); }
                .explained figcaption { line-height: 1.35; margin-top: 4px; }
                .explained b { color: var(--ink); }
                .scale { height: 10px; max-width: 240px; border-radius: 5px; margin: 4px 0; background: linear-gradient(90deg, transparent, #00f, #0ff, #0f0, #ff0, #f00); border: 1px solid var(--line); }

                """,
        };
        string layer = explainer.Layer is null ? "" : $" by layer <b>{Encode(explainer.Layer)}</b>";
        string crop = explainer.Method == ExplanationMethod.Occlusion ? "" : " Outside the centre crop the network sees nothing.";
        string remark = explainer.Remark is null ? "" : $"<p class=\"soft\">{Encode(explainer.Remark)}</p>";
        _page.Append(
            $"""
            <h1>What {Encode(model)} sees</h1>
            <p class="lead">{Meaning(explainer.Method)}</p>
            <p class="soft">Method: {NameOf(explainer.Method)}{layer}.{crop}</p>{remark}
            <div class="scale" role="img" aria-label="Colours: none for nothing, then blue, green, yellow, and red for the most"></div>
            <p class="soft">from nothing to the most in each image</p>
            <div class="explained">

            """
        );
    }

    public static string NameOf(ExplanationMethod method) =>
        method switch
        {
            ExplanationMethod.ClassActivation => "class activation",
            ExplanationMethod.GradCam => "Grad-CAM",
            ExplanationMethod.Occlusion => "occlusion",
            ExplanationMethod.Saliency => "saliency",
            _ => "SmoothGrad",
        };

    /// <param name="name">What the image is called.</param>
    /// <param name="found">What was found.</param>
    /// <param name="overlay">The picture's file, beside the page.</param>
    public void Add(string name, ImageExplanation found, string overlay)
    {
        if (_shown++ >= Most)
            return;
        string probability = found.Probability is { } p ? $" {p.ToString("0.000", CultureInfo.InvariantCulture)}" : "";
        string other =
            found.Prediction!.Label is { } label && label != found.Class
                ? $"<br>predicted: {Encode(label)} {found.Prediction.Probability.ToString("0.000", CultureInfo.InvariantCulture)}"
                : "";
        string words = $"{name}, what speaks for {found.Class}";
        _page.Append(
            $"""
            <figure><a href="{overlay}"><img loading="lazy" src="{overlay}" alt="{Encode(words)}"></a>
            <figcaption><b>{Encode(found.Class)}</b>{probability}{other}<br>{Encode(name)}</figcaption></figure>

            """
        );
    }

    /// <summary>The page as a whole.</summary>
    /// <param name="done">How many images were explained.</param>
    /// <param name="unread">How many could not be read.</param>
    public HtmlPage ToPage(int done, int unread)
    {
        string more = done > Most ? $"The first {Most} of {done} images; the others' pictures are beside this page. " : "";
        string bad = unread > 0 ? $"{unread} images could not be read. " : "";
        return _page.Append(
            $"</div>\n<p class=\"soft\">{more}{bad}The numbers are in the .npy files beside the pictures; explanations.csv lists all.</p>\n"
        );
    }

    private static string Meaning(ExplanationMethod method) =>
        method switch
        {
            ExplanationMethod.ClassActivation =>
                "Where the colour is, the photo adds to the class's score; the numbers of all places and the bias add up to it exactly.",
            ExplanationMethod.GradCam => "Where the colour is, the layer's maps are active and speak for the class.",
            ExplanationMethod.Occlusion => "Where the colour is, the class becomes less probable when a gray patch hides it.",
            _ => "Where the colour is, small changes of the pixels change the class's score most.",
        };
}

using System.Globalization;
using CsvHelper;
using MLNet.ConvExtensions.Tool.Commands.Predict;

namespace MLNet.ConvExtensions.Tool.Commands.Explain;

/// <summary>Explains images one after the other, and writes what it finds.</summary>
/// <param name="explainer">Explains them.</param>
/// <param name="folder">Where it is written.</param>
/// <param name="model">What the model is called.</param>
/// <param name="output">Takes a line for each image.</param>
/// <param name="error">Takes a line for each image that can't be read.</param>
internal sealed class ExplainJob(ImageExplainer explainer, DirectoryInfo folder, string model, TextWriter output, TextWriter error)
{
    private const int LongestName = 60;

    private static readonly string[] Heads =
    [
        "file",
        "predicted",
        "explained",
        "probability",
        "logit",
        "bias",
        "method",
        "layer",
        "overlay",
        "map",
        "left",
        "top",
        "width",
        "height",
    ];

    private readonly ExplainPage _page = new(explainer, model);
    private int _done,
        _unread;

    /// <returns>Whether all images could be read.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; what was done until then is there, with its table and page.</exception>
    public bool Run(NamedImages images, CancellationToken stop)
    {
        string list = Path.Combine(folder.FullName, "explanations.csv"),
            temporary = $"{list}.{Path.GetRandomFileName()}";
        OperationCanceledException? stopped = null;
        try
        {
            using (var table = CsvWriter.ToFile(temporary, new CsvWriterOptions { NewLine = "\n" }))
            {
                table.WriteRecord(Heads);
                try
                {
                    foreach ((string name, ImageExplanation found) in images.Names.Zip(explainer.Explain(images.Paths, stop)))
                        Write(table, name, found);
                }
                catch (OperationCanceledException e)
                {
                    stopped = new OperationCanceledException(FormattableString.Invariant($"Stopped after {_done + _unread} images."), e);
                }
            }

            if (_done > 0)
                File.Move(temporary, list, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        string index = Path.Combine(folder.FullName, "index.html");
        if (_done > 0)
            _page.ToPage(_done, _unread).Save(index);
        if (stopped is not null)
            throw stopped;
        if (_done == 0)
            throw new ImageInputException($"None of the {_unread} images can be read, so there is nothing to explain.");
        if (images.Summary.HasLeftOut)
            output.WriteLine(images.Summary.DescribeLeftOut());
        string bad = _unread == 0 ? "" : $"; {_unread} images could not be read";
        output.WriteLine(FormattableString.Invariant($"{_done} images{bad}: {index}"));
        return _unread == 0;
    }

    private void Write(CsvWriter table, string name, ImageExplanation found)
    {
        if (found.Error is not null)
        {
            error.WriteLine("mlconv: " + found.Error.ReplaceLineEndings(" "));
            _unread++;
            return;
        }

        string stem = Stem(name, ++_done);
        found.SaveOverlay(Path.Combine(folder.FullName, stem + ".png"));
        found.Map!.Save(Path.Combine(folder.FullName, stem + ".npy"));
        table.WriteRecord(Row(name, found, stem));
        _page.Add(name, found, stem + ".png");
        output.WriteLine(Line(name, found));
    }

    private static string Line(string name, ImageExplanation found)
    {
        string what =
            found.Probability is { } probability ? $"{found.Class} {probability.ToString("0.0000", CultureInfo.InvariantCulture)}"
            : found.Prediction!.Value is { } value ? value.ToString(CultureInfo.InvariantCulture)
            : $"{found.Class} {found.Prediction.Values[found.ClassIndex].ToString(CultureInfo.InvariantCulture)}";
        return $"{name}: {what}";
    }

    private static string[] Row(string name, ImageExplanation found, string stem) =>
        [
            name,
            found.Prediction!.Label ?? Text(found.Prediction.Value),
            found.Class!,
            Text(found.Probability),
            Text(found.Logit),
            Text(found.Bias),
            ExplainPage.NameOf(found.Method),
            found.Layer ?? "",
            stem + ".png",
            stem + ".npy",
            Text(found.Region.Left),
            Text(found.Region.Top),
            Text(found.Region.Width),
            Text(found.Region.Height),
        ];

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(float? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A file's name that any system takes, by number, since images in several folders may be called alike.</summary>
    private static string Stem(string name, int number)
    {
        string plain = Path.GetFileNameWithoutExtension(name);
        char[] kept = [.. plain.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')];
        return $"{number.ToString("D6", CultureInfo.InvariantCulture)}-{new string(kept)}";
    }
}

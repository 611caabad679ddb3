using System.Globalization;
using CsvHelper;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// Writes predictions as CSV: a row for each image with its name, the most probable class, how probable it is, and the probability of
/// each class.
/// </summary>
internal static class PredictionTable
{
    private static readonly string[] Heads = ["file", "predicted", "probability"],
        HeadsOfNumbers = ["file", "predicted"];

    /// <summary>Writes a file that is there as a whole or not at all.</summary>
    /// <param name="file">The file.</param>
    /// <param name="classes">The names of the classes; none where numbers are predicted.</param>
    /// <param name="images">The images by their names, with what a model says of them. One that can't be read has a row with nothing
    /// behind its name.</param>
    /// <param name="decided">The columns of what the model decides, behind the classes.</param>
    /// <param name="tell">Is told of each image that can't be read.</param>
    /// <returns>How many images could be read, and how many could not.</returns>
    public static (int Read, int Unread) Write(
        FileInfo file,
        IReadOnlyList<string> classes,
        IEnumerable<(string Name, ImagePrediction Prediction)> images,
        IReadOnlyList<DecidedCells> decided,
        Action<string> tell
    )
    {
        file.Directory!.Create();
        string temporary = $"{file.FullName}.{Path.GetRandomFileName()}";
        int read = 0,
            unread = 0;
        try
        {
            using (var table = CsvWriter.ToFile(temporary, new CsvWriterOptions { NewLine = "\n" }))
            {
                table.WriteRecord(
                    classes.Count == 0 ? HeadsOfNumbers : [.. Heads, .. Columns(classes, decided), .. decided.Select(d => d.Head)]
                );
                foreach ((string name, ImagePrediction prediction) in images)
                {
                    table.WriteRecord([name, .. Cells(prediction, classes, decided)]);
                    read += prediction.Error is null ? 1 : 0;
                    unread += prediction.Error is null ? 0 : 1;
                    if (prediction.Error is not null)
                        tell(prediction.Error);
                }
            }

            File.Move(temporary, file.FullName, overwrite: true);
            return (read, unread);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static IEnumerable<string> Cells(ImagePrediction prediction, IReadOnlyList<string> classes, IReadOnlyList<DecidedCells> decided)
    {
        if (classes.Count == 0)
            return [prediction.Value is { } value ? Text(value) : ""];
        if (prediction.Error is not null)
            return Enumerable.Repeat("", classes.Count + 2 + decided.Count);
        IEnumerable<float> all = prediction.Classes.OrderBy(c => c.Index).Select(c => c.Probability);
        string label = prediction.Label ?? DecidedCells.Unknown;
        return [label, Text(prediction.Probability), .. all.Select(Text), .. decided.Select(d => d.Of(prediction))];
    }

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name for each class's column, of which no two are alike: ImageNet has two cranes.</summary>
    private static IEnumerable<string> Columns(IReadOnlyList<string> classes, IReadOnlyList<DecidedCells> decided)
    {
        ILookup<string, string> names = classes.Concat(Heads).Concat(decided.Select(d => d.Head)).ToLookup(name => name);
        return classes.Select((name, i) => names[name].Count() == 1 ? name : FormattableString.Invariant($"{name} (class {i})"));
    }
}

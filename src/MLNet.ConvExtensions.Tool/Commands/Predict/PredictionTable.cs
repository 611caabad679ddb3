using System.Globalization;
using CsvHelper;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// Writes predictions as CSV or Parquet: a row for each image with its name, the most probable class, how probable it is, and the probability
/// of each class.
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
            string[] heads = classes.Count == 0 ? HeadsOfNumbers : [.. Heads, .. Columns(classes, decided), .. decided.Select(d => d.Head)];
            IEnumerable<string[]> rows = images.Select(image =>
            {
                read += image.Prediction.Error is null ? 1 : 0;
                unread += image.Prediction.Error is null ? 0 : 1;
                if (image.Prediction.Error is not null)
                    tell(image.Prediction.Error);
                return (string[])[image.Name, .. Cells(image.Prediction, classes, decided)];
            });
            if (IsParquet(file))
                WriteParquet(temporary, [.. heads.Select((head, i) => (head, IsText(i, classes.Count, decided)))], rows);
            else
                WriteText(temporary, heads, rows);
            File.Move(temporary, file.FullName, overwrite: true);
            return (read, unread);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Whether a table of this name is in Parquet's format.</summary>
    public static bool IsParquet(FileInfo file) => file.Extension.Equals(".parquet", StringComparison.OrdinalIgnoreCase);

    private static void WriteText(string file, string[] heads, IEnumerable<string[]> rows)
    {
        using var table = CsvWriter.ToFile(file, new CsvWriterOptions { NewLine = "\n" });
        table.WriteRecord(heads);
        foreach (string[] row in rows)
            table.WriteRecord(row);
    }

    private static void WriteParquet(string file, IReadOnlyList<(string Name, bool IsText)> columns, IEnumerable<string[]> rows)
    {
        using var table = new ParquetRows(file, columns);
        foreach (string[] row in rows)
            table.Write(row);
        table.Complete();
    }

    /// <summary>Whether a column is text: the image's name, the predicted class, and decisions that are names.</summary>
    private static bool IsText(int column, int classes, IReadOnlyList<DecidedCells> decided) =>
        column == 0
        || (column == 1 && classes > 0)
        || (column >= Heads.Length + classes && decided[column - Heads.Length - classes].IsText);

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

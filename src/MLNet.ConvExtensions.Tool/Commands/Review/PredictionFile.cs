using System.Globalization;
using System.Text;
using CsvHelper;
using MLNet.ConvExtensions.Tool.Commands.Predict;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>Predictions as <c>mlconv predict --out</c> writes them.</summary>
/// <param name="Classes">The classes that have a column of probabilities.</param>
/// <param name="Photos">The photos that a model could read, in the file's order.</param>
/// <param name="Unread">How many photos it could not read.</param>
internal sealed record PredictionFile(IReadOnlyList<string> Classes, IReadOnlyList<ReviewedPhoto> Photos, int Unread)
{
    private const string Name = "file",
        Predicted = "predicted",
        Probability = "probability";

    /// <param name="file">The file.</param>
    /// <param name="pathOf">Where a photo is by its name.</param>
    /// <exception cref="FormatException">The file isn't of this kind, or damaged.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static PredictionFile Read(FileInfo file, Func<string, string> pathOf)
    {
        if (!file.Exists)
            throw new FileNotFoundException($"The file of predictions '{file.FullName}' is not there.", file.FullName);
        using var text = new StreamReader(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var reader = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                Separator = ',',
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                TrackLineNumbers = true,
            }
        );
        try
        {
            return Read(file, reader, pathOf);
        }
        catch (CsvFormatException e)
        {
            throw Wrong(file, FormattableString.Invariant($"line {e.LineNumber} has a quote that is out of place ({e.Message})"));
        }
        catch (DecoderFallbackException e)
        {
            throw Wrong(file, $"it is not in UTF-8 ({e.Message})");
        }
    }

    private static PredictionFile Read(FileInfo file, CsvReader reader, Func<string, string> pathOf)
    {
        string[] heads = [.. reader.Headers];
        if (heads.Length < 4 || heads[0] != Name || heads[1] != Predicted || heads[2] != Probability)
        {
            string found = string.Join(", ", heads.Take(4).Select(h => $"'{h}'"));
            throw Wrong(
                file,
                $"its first line begins with {(heads.Length == 0 ? "nothing" : found)}; needed: '{Name}', '{Predicted}', '{Probability}', then a "
                    + "column for each class, as 'mlconv predict --out' writes them"
            );
        }

        // Behind the classes stands what a model decides.
        int end = Array.FindIndex(heads, 3, DecidedCells.IsHead) is >= 3 and var first ? first : heads.Length;
        if (end == 3)
            throw Wrong(file, "it has no column of a class");
        var photos = new List<ReviewedPhoto>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        int unread = 0;
        while (reader.Read())
        {
            long line = reader.LineNumber;
            if (reader.FieldCount != heads.Length)
                throw Wrong(file, FormattableString.Invariant($"line {line} has {reader.FieldCount} values; needed: {heads.Length}"));
            string name = reader.GetString(0);
            if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
                throw Wrong(file, FormattableString.Invariant($"line {line} has '{name.Replace('\0', '?')}' as a photo's name"));
            if (!names.Add(name))
                throw Wrong(file, FormattableString.Invariant($"line {line} names '{name}', which an earlier line names too"));
            if (reader.GetString(1).Length == 0)
            {
                unread++;
                continue;
            }

            float[] probabilities = new float[end - 3];
            for (int i = 0; i < probabilities.Length; i++)
                probabilities[i] = Number(file, reader, heads, i + 3);
            if (Array.TrueForAll(probabilities, p => p == 0))
                throw Wrong(file, FormattableString.Invariant($"line {line} has no class with a probability above 0"));
            float? probability = reader.GetString(2).Length == 0 ? null : Number(file, reader, heads, 2);
            photos.Add(new ReviewedPhoto(name, pathOf(name), reader.GetString(1), probability, probabilities));
        }

        return photos.Count > 0
            ? new PredictionFile(heads[3..end], photos, unread)
            : throw Wrong(file, unread == 0 ? "it has a header alone" : $"the model could read none of its {unread} photos");
    }

    private static float Number(FileInfo file, CsvReader reader, string[] heads, int column)
    {
        string text = reader.GetString(column);
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 1
            ? value
            : throw Wrong(
                file,
                FormattableString.Invariant(
                    $"line {reader.LineNumber} has '{text}' in column '{heads[column]}'; needed: a probability, 0 to 1"
                )
            );
    }

    private static FormatException Wrong(FileInfo file, string what) =>
        new($"The file of predictions '{file.FullName}' can't be read: {what}.");
}

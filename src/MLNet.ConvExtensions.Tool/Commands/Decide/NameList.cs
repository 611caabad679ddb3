using System.Text;
using CsvHelper;

namespace MLNet.ConvExtensions.Tool.Commands.Decide;

/// <summary>Names in the first column of a CSV file, whose first line names its columns.</summary>
internal static class NameList
{
    /// <exception cref="FormatException">The file isn't CSV, or has no names.</exception>
    public static string[] Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"The list '{path}' is not there.", path);
        using var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        using var reader = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                TrackLineNumbers = true,
            }
        );
        try
        {
            var names = new List<string>();
            while (reader.Read())
            {
                if (reader.FieldCount == 0 || reader.GetString(0).Trim() is not { Length: > 0 } name)
                    throw new FormatException($"The list '{path}', line {reader.LineNumber}, has no name in its first column.");
                names.Add(name);
            }

            return names.Count > 0
                ? [.. names]
                : throw new FormatException($"The list '{path}' has no names below its first line, which names its columns.");
        }
        catch (CsvFormatException e)
        {
            throw new FormatException($"The list '{path}', line {e.LineNumber}, has a quote that is out of place ({e.Message})", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"The list '{path}' is not in UTF-8 ({e.Message})", e);
        }
    }
}

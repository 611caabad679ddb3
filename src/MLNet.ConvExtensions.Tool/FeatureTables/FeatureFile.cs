using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;

namespace MLNet.ConvExtensions.Tool.FeatureTables;

/// <summary>
/// Reads features that 'mlconv features' or another program wrote: CSV with the image's path and a number a column, NumPy's .npy (32-bit
/// floats, [rows, features]) with the paths line by line in a .txt beside it, or a Parquet table.
/// </summary>
internal static partial class FeatureFile
{
    private static readonly byte[] Mark = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="FormatException">The file isn't of this kind, or damaged.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FeatureTable Read(FileInfo file)
    {
        if (!file.Exists)
            throw new FileNotFoundException($"The file of features '{file.FullName}' is not there.", file.FullName);
        FeatureTable table = file.Extension.ToLowerInvariant() switch
        {
            ".npy" => ReadNpy(file),
            ".csv" => ReadCsv(file),
            ".parquet" => ReadParquet(file),
            _ => throw new FormatException($"The file of features is '{file.Name}'; the name must end in .csv, .npy or .parquet."),
        };
        int bad = table.Values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (bad < 0)
            return table;
        (int row, int column) = Math.DivRem(bad, table.Dimension);
        throw Wrong(
            file,
            FormattableString.Invariant($"row {row} ('{table.Names[row]}') has {table.Values[bad]} at {column}; needed: finite numbers")
        );
    }

    private static FeatureTable ReadNpy(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        using var reader = new BinaryReader(stream);
        byte[] start = reader.ReadBytes(8);
        if (start.Length < 8 || !start.AsSpan(0, Mark.Length).SequenceEqual(Mark))
            throw Wrong(file, "it doesn't begin as a file of NumPy does");
        byte[] length = reader.ReadBytes(start[6] == 1 ? 2 : 4);
        if (length.Length < (start[6] == 1 ? 2 : 4))
            throw Wrong(file, "it ends in its header");
        long bytes = start[6] == 1 ? BitConverter.ToUInt16(length) : BitConverter.ToUInt32(length);
        if (bytes > stream.Length - stream.Position)
            throw Wrong(file, "it ends in its header");
        string header = Encoding.Latin1.GetString(reader.ReadBytes((int)bytes));
        Match shape = ShapePattern().Match(header);
        if (
            !header.Contains("'<f4'", StringComparison.Ordinal)
            || header.Contains("'fortran_order': True", StringComparison.Ordinal)
            || !shape.Success
        )
            throw Wrong(file, $"its header is {header.Trim()}; needed: 32-bit floats ('<f4') in C order, with rows and columns");
        if (
            !int.TryParse(shape.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int count)
            || !int.TryParse(shape.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out int dimension)
            || count < 1
            || dimension < 1
        )
            throw Wrong(file, $"its shape is {shape.Value}; needed: one row or more with one feature or more");
        FeatureTable.CheckLength(count, dimension);
        long rest = stream.Length - stream.Position;
        if (rest != (long)count * dimension * sizeof(float))
            throw Wrong(
                file,
                FormattableString.Invariant(
                    $"it has {rest} bytes of numbers; needed: {(long)count * dimension * sizeof(float)} for {count} x {dimension}"
                )
            );
        var values = new float[count * dimension];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        string[] names = Names(file, count);
        return new FeatureTable(names, names, values, dimension);
    }

    /// <summary>The paths beside a .npy; without them the rows' numbers.</summary>
    private static string[] Names(FileInfo file, int count)
    {
        string beside = Path.ChangeExtension(file.FullName, ".txt");
        if (!File.Exists(beside))
            return [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"row {i}"))];
        string[] names = File.ReadAllLines(beside);
        return names.Length == count
            ? names
            : throw Wrong(
                file,
                FormattableString.Invariant($"it has {count} rows, and '{Path.GetFileName(beside)}' beside it {names.Length} lines")
            );
    }

    private static FeatureTable ReadParquet(FileInfo file)
    {
        var names = new List<string>();
        var values = new List<float>();
        foreach ((string[] paths, float[] features) in ParquetFeatures.Read(file.FullName))
        {
            names.AddRange(paths);
            values.AddRange(features);
            FeatureTable.CheckLength(names.Count, values.Count / names.Count);
        }

        return names.Count > 0 && values.Count > 0
            ? new FeatureTable([.. names], [.. names], [.. values], values.Count / names.Count)
            : throw Wrong(file, "it has no row");
    }

    private static FeatureTable ReadCsv(FileInfo file)
    {
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
            int dimension = reader.Headers.Count() - 1;
            if (dimension < 1)
                throw Wrong(file, "its first line names no column of features; needed: the path's column, then a column each");
            var names = new List<string>();
            var values = new List<float>();
            while (reader.Read())
            {
                if (reader.FieldCount != dimension + 1)
                    throw Wrong(
                        file,
                        FormattableString.Invariant($"line {reader.LineNumber} has {reader.FieldCount} values; needed: {dimension + 1}")
                    );
                names.Add(reader.GetString(0));
                for (int i = 1; i <= dimension; i++)
                {
                    string number = reader.GetString(i);
                    if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
                        throw Wrong(
                            file,
                            FormattableString.Invariant($"line {reader.LineNumber} has '{number}' in column {i + 1}; needed: a number")
                        );
                    values.Add(value);
                }

                FeatureTable.CheckLength(names.Count, dimension);
            }

            if (names.Count == 0)
                throw Wrong(file, "it has a header alone");
            return new FeatureTable([.. names], [.. names], [.. values], dimension);
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

    private static FormatException Wrong(FileInfo file, string what) =>
        new($"The file of features '{file.FullName}' can't be read: {what}.");

    [GeneratedRegex(@"'shape': \((\d+), (\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex ShapePattern();
}

using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;

namespace MLNet.ConvExtensions.Tool.FeatureTables;

/// <summary>
/// Features in Apache Parquet (https://parquet.apache.org): columns 'path' (string) and 'features' (list of float), of which none is missing.
/// </summary>
internal static class ParquetFeatures
{
    /// <summary>Values of a row group: 16 MB of features.</summary>
    private const int GroupValues = 1 << 22;

    /// <summary>Writes a table from rows of 32-bit floats and lines of paths. The same rows give the same bytes.</summary>
    /// <param name="file">The file to write.</param>
    /// <param name="rows">The file of floats.</param>
    /// <param name="names">The file of paths.</param>
    /// <param name="count">How many rows there are.</param>
    /// <param name="width">Features in a row.</param>
    public static void Write(string file, string rows, string names, long count, int width) =>
        WriteAsync(file, rows, names, count, width).GetAwaiter().GetResult();

    /// <summary>How many rows a table has, by its footer.</summary>
    /// <exception cref="FormatException">The file is no such table, or damaged.</exception>
    public static long Count(string file) =>
        Try(
            file,
            async () =>
            {
                await using ParquetReader reader = await ParquetReader.CreateAsync(file);
                long count = 0;
                for (int i = 0; i < reader.RowGroupCount; i++)
                {
                    using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
                    count += group.RowCount;
                }

                return count;
            }
        );

    /// <summary>The paths and features of a table, a row group after another.</summary>
    /// <param name="file">The file.</param>
    /// <param name="width">Features in a row; null for those of the first.</param>
    /// <exception cref="FormatException">The file is no such table, or damaged.</exception>
    public static IEnumerable<(string[] Paths, float[] Values)> Read(string file, int? width = null)
    {
        int groups = Try(
            file,
            async () =>
            {
                await using ParquetReader reader = await ParquetReader.CreateAsync(file);
                return reader.RowGroupCount;
            }
        );
        for (int i = 0; i < groups; i++)
        {
            (string[] Paths, float[] Values) group = Try(file, () => ReadAsync(file, i));
            width ??= group.Values.Length / group.Paths.Length;
            if (group.Values.LongLength != (long)group.Paths.Length * width)
                throw Wrong(
                    file,
                    FormattableString.Invariant(
                        $"row group {i} has {group.Values.Length} features; needed: {width} in each of {group.Paths.Length} rows"
                    )
                );
            yield return group;
        }
    }

    private static async Task WriteAsync(string file, string rows, string names, long count, int width)
    {
        var path = new DataField<string>("path", nullable: false);
        var element = new DataField<float>("element", nullable: false);
        var schema = new ParquetSchema(path, new ListField("features", element));
        // Numbers of a network hardly repeat: a dictionary of them is lost work.
        var options = new ParquetOptions { DictionaryEncodingThreshold = 0 };
        int most = Math.Max(1, GroupValues / width);
        await using FileStream floats = File.OpenRead(rows);
        using var lines = new StreamReader(names);
        await using FileStream stream = File.Create(file);
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, options))
        {
            for (long first = 0; first < count; first += most)
            {
                int length = (int)Math.Min(most, count - first);
                var paths = new string[length];
                for (int i = 0; i < length; i++)
                    paths[i] = lines.ReadLine()!;
                var values = new float[length * width];
                floats.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                // 0 begins a list, 1 goes on with it.
                var levels = new int[values.Length];
                Array.Fill(levels, 1);
                for (int i = 0; i < length; i++)
                    levels[i * width] = 0;
                var defined = new int[values.Length];
                Array.Fill(defined, element.MaxDefinitionLevel);
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync(path, paths);
                await group.WriteAllPartsAsync<float>(element, values, defined, levels, CancellationToken.None);
                group.CompleteValidate();
            }
        }

        stream.Flush(flushToDisk: true);
    }

    private static async Task<(string[] Paths, float[] Values)> ReadAsync(string file, int place)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(file);
        DataField[] fields = reader.Schema.GetDataFields();
        if (
            fields is not [{ Name: "path" }, { Path: var features }]
            || features.FirstPart != "features"
            || fields[1].ClrType != typeof(float)
        )
            throw Wrong(
                file,
                $"its columns are {string.Join(", ", fields.Select(f => f.ToString()))}; needed: path and features, a list of floats"
            );
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(place);
        var paths = new string?[group.RowCount];
        await group.ReadAsync(fields[0], paths.AsMemory());
        var values = new float[group.GetMetadata(fields[1])!.MetaData!.NumValues];
        int[] defined = new int[values.Length],
            levels = new int[values.Length];
        await group.ReadRawAsync<float>(fields[1], values.AsMemory(), defined.AsMemory(), levels.AsMemory());
        if (defined.AsSpan().IndexOfAnyExcept(fields[1].MaxDefinitionLevel) >= 0)
            throw Wrong(file, FormattableString.Invariant($"row group {place} lacks features"));
        return Array.IndexOf(paths, null) is >= 0 and var missing
            ? throw Wrong(file, FormattableString.Invariant($"row {missing} of row group {place} has no path"))
            : (paths.OfType<string>().ToArray(), values);
    }

    private static T Try<T>(string file, Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (FormatException or FileNotFoundException or UnauthorizedAccessException))
        {
            // A damaged file makes the reader throw whatever it stumbles over.
            throw Wrong(file, e.Message);
        }
    }

    private static FormatException Wrong(string file, string what) => new($"The table '{file}' can't be read: {what}.");
}

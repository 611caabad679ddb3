using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>What is known of a part of a table with a row for each image, in a file beside it: parts of different jobs are not put together.</summary>
internal sealed record TablePart
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The program that made the part.</summary>
    public required string Tool { get; init; }

    /// <summary>SHA-256 of all that rows depend on beside their images.</summary>
    public required string Job { get; init; }

    /// <summary>Which of all images its rows are of.</summary>
    public required ImageRange Part { get; init; }

    /// <summary>SHA-256 of the table.</summary>
    public required string Table { get; init; }

    public static string FileOf(string table) => table + ".part.json";

    /// <summary>Describes a table that is written.</summary>
    /// <param name="table">Its file.</param>
    /// <param name="job">SHA-256 of all that rows depend on beside their images.</param>
    /// <param name="part">Which of all images its rows are of.</param>
    public static void Save(string table, string job, ImageRange part)
    {
        using FileStream stream = File.OpenRead(table);
        var described = new TablePart
        {
            Tool = Program,
            Job = job,
            Part = part,
            Table = Convert.ToHexStringLower(SHA256.HashData(stream)),
        };
        WholeFile.Write(FileOf(table), temporary => File.WriteAllText(temporary, JsonSerializer.Serialize(described, Format) + "\n"));
    }

    /// <exception cref="IOException">There is no such file, or it is damaged.</exception>
    public static TablePart Read(string table)
    {
        if (!File.Exists(table) || !File.Exists(FileOf(table)))
            throw new FileNotFoundException($"The part '{table}', or '{Path.GetFileName(FileOf(table))}' beside it, is missing.");
        try
        {
            return JsonSerializer.Deserialize<TablePart>(File.ReadAllText(FileOf(table)), Format) ?? throw Damaged(table);
        }
        catch (JsonException)
        {
            throw Damaged(table);
        }
    }

    /// <summary>A part of a list of images.</summary>
    /// <param name="names">The names of all images.</param>
    /// <param name="shard">Which part of them.</param>
    public static ImageRange RangeOf(IEnumerable<string> names, Shard shard)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long all = 0;
        foreach (string name in names)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            all++;
        }

        (long first, long count) = shard.RangeOf(all);
        return new ImageRange(first, count, all, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string Program =>
        "mlconv " + typeof(TablePart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static IOException Damaged(string table) => new($"'{FileOf(table)}' is damaged; run the command of that part again.");
}

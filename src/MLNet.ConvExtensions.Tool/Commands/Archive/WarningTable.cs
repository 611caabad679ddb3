using CsvHelper;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>Writes what is wrong with which file, and counts it.</summary>
internal sealed class WarningTable : IDisposable
{
    private static readonly (CameraTrapWarnings Kind, string What)[] Kinds =
    [
        (CameraTrapWarnings.NoTime, "photos that don't say when they were taken"),
        (CameraTrapWarnings.Future, "photos taken in the future"),
        (CameraTrapWarnings.Before2000, "photos taken before the year 2000"),
        (CameraTrapWarnings.OutsideDeployment, "photos taken outside of their deployment's time"),
        (CameraTrapWarnings.NoDeployment, "photos of no deployment"),
        (CameraTrapWarnings.Duplicate, "copies of other photos"),
        (CameraTrapWarnings.Empty, "files of 0 bytes"),
        (CameraTrapWarnings.Unreadable, "files that can't be read"),
        (CameraTrapWarnings.TooLarge, "photos of too many pixels"),
    ];

    private readonly CsvWriter _table;
    private readonly Func<string, string> _nameOf;
    private readonly Dictionary<CameraTrapWarnings, (long Count, string First)> _counts = [];

    /// <param name="file">The table to write.</param>
    /// <param name="nameOf">What the archive's table calls a file.</param>
    public WarningTable(string file, Func<string, string> nameOf)
    {
        _nameOf = nameOf;
        _table = CsvWriter.ToFile(file, new CsvWriterOptions { NewLine = "\n" });
        _table.WriteRecord(["File", "Warning", "Detail"]);
    }

    public IReadOnlyList<WarningCount> Counts =>
        [
            .. Kinds
                .Where(k => _counts.ContainsKey(k.Kind))
                .Select(k => new WarningCount(k.Kind.ToString(), k.What, _counts[k.Kind].Count, _counts[k.Kind].First)),
        ];

    public void Add(CameraTrapMedia media, CameraTrapWarnings warnings)
    {
        if (warnings == CameraTrapWarnings.None)
            return;
        foreach ((CameraTrapWarnings kind, _) in Kinds)
        {
            if (!warnings.HasFlag(kind))
                continue;
            string name = _nameOf(media.File);
            (long count, string first) = _counts.GetValueOrDefault(kind, (0, name));
            _counts[kind] = (count + 1, first);
            _table.WriteRecord([name, kind.ToString(), Detail(media, kind)]);
        }
    }

    public void Dispose() => _table.Dispose();

    private string Detail(CameraTrapMedia media, CameraTrapWarnings kind) =>
        kind switch
        {
            CameraTrapWarnings.Duplicate => _nameOf(media.DuplicateOf!),
            CameraTrapWarnings.Empty or CameraTrapWarnings.Unreadable or CameraTrapWarnings.TooLarge => media.Failure!,
            CameraTrapWarnings.Future or CameraTrapWarnings.Before2000 or CameraTrapWarnings.OutsideDeployment =>
                FormattableString.Invariant($"{media.Timestamp:s}"),
            _ => "",
        };
}

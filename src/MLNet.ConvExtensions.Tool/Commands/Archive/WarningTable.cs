using CsvHelper;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>Writes what is wrong with which file, and counts it.</summary>
internal sealed class WarningTable : IDisposable
{
    private static readonly (CameraTrapWarnings Kind, string What)[] Kinds =
    [
        (CameraTrapWarnings.NoTime, "photos don't say when they were taken"),
        (CameraTrapWarnings.Future, "photos were taken in the future"),
        (CameraTrapWarnings.Before2000, "photos were taken before the year 2000"),
        (CameraTrapWarnings.OutsideDeployment, "photos were taken outside of their deployment's time"),
        (CameraTrapWarnings.NoDeployment, "photos belong to no deployment"),
        (CameraTrapWarnings.Duplicate, "photos are copies of others"),
        (CameraTrapWarnings.Empty, "files have 0 bytes"),
        (CameraTrapWarnings.Unreadable, "files can't be read"),
        (CameraTrapWarnings.TooLarge, "photos have too many pixels"),
    ];

    private readonly CsvWriter _table;
    private readonly Dictionary<CameraTrapWarnings, (long Count, string First)> _counts = [];

    public WarningTable(string file)
    {
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
            (long count, string first) = _counts.GetValueOrDefault(kind, (0, media.File));
            _counts[kind] = (count + 1, first);
            _table.WriteRecord([media.File, kind.ToString(), Detail(media, kind)]);
        }
    }

    public void Dispose() => _table.Dispose();

    private static string Detail(CameraTrapMedia media, CameraTrapWarnings kind) =>
        kind switch
        {
            CameraTrapWarnings.Duplicate => media.DuplicateOf!,
            CameraTrapWarnings.Empty or CameraTrapWarnings.Unreadable or CameraTrapWarnings.TooLarge => media.Failure!,
            CameraTrapWarnings.Future or CameraTrapWarnings.Before2000 or CameraTrapWarnings.OutsideDeployment => FormattableString.Invariant(
                $"{media.Timestamp:s}"
            ),
            _ => "",
        };
}

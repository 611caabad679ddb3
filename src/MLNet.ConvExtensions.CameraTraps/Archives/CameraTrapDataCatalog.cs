using MLNet.ConvExtensions;
using MLNet.ConvExtensions.CameraTraps.Archives;

namespace Microsoft.ML;

/// <summary>Archives of camera traps as data.</summary>
public static class CameraTrapDataCatalog
{
    /// <summary>Loads the photos of an archive, with whose they are, when they were taken, and what belongs together.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">
    /// The archive's folder; or its table, a CSV file that <c>mlconv archive</c> or <see cref="CameraTrapTable"/> has written, which is
    /// read
    /// row by row in each pass, whatever its length. A folder's photos are read here, once, and their rows stay in memory.
    /// </param>
    /// <param name="options">
    /// Deployments, events, classes, who is told of what is wrong; null for the defaults. Of a table only the pattern of classes counts,
    /// where it has no column 'Label'.
    /// </param>
    /// <returns>
    /// A row for each photo: 'ImagePath', the full path; 'Label', where classes are known; 'Deployment', 'Site', 'Timestamp' (ISO 8601,
    /// local
    /// time by a right clock), 'Event', 'CameraSerial', 'DuplicateOf' (the full path of the earlier file with the same content) and
    /// 'Failure', all of them text and empty where unknown; 'TemperatureCelsius', a number, NaN where unknown.
    /// </returns>
    /// <remarks>
    /// Photos of one event are judged together with <c>BurstEnsemble</c>, whose group is 'Event'; split by 'Deployment' or 'Site'
    /// (<see cref="DataSplitCatalog.TrainTestSplitByGroup"/>), or a model is asked about places that it knows. Files that can't be read
    /// have
    /// rows, too: stages over images tell what to do with them.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">There is neither such a folder nor such a table.</exception>
    /// <exception cref="ImageInputException">The folder holds no photo; a photo has no class.</exception>
    /// <exception cref="FormatException">The table has no column 'File'; while rows are read, that a value can't be.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IDataView LoadCameraTraps(this DataOperationsCatalog catalog, string path, CameraTrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new CameraTrapOptions();
        options.Validate();
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new DirectoryNotFoundException($"'{path}' is neither the folder of an archive nor its table.");
        return Directory.Exists(path) ? OfFolder(catalog, path, options) : OfTable(catalog, path, options);
    }

    private static IDataView OfFolder(DataOperationsCatalog catalog, string folder, CameraTrapOptions options)
    {
        string root = Path.GetFullPath(folder);
        IReadOnlyList<CameraTrapMedia> media = CameraTrapEvents.Assign(CameraTrapArchive.Read(folder, options), options.EventGap);
        return options.LabelPattern is null
            ? catalog.LoadFromEnumerable(media.Select(m => ArchiveRow.Of(root, m)))
            : catalog.LoadFromEnumerable(
                media.Select(m => new LabelledArchiveRow(
                    root,
                    m,
                    PhotoLabel.Of(CameraTrapArchive.SourceOf(m, root, options), options.LabelPattern)
                ))
            );
    }

    private static IDataView OfTable(DataOperationsCatalog catalog, string file, CameraTrapOptions options)
    {
        string root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var table = new TableReader(file);
        if (table.HasLabels())
            return catalog.LoadFromEnumerable(table.Read().Select(row => new LabelledArchiveRow(root, row.Media, row.Label)));
        return options.LabelPattern is null
            ? catalog.LoadFromEnumerable(table.Read().Select(row => ArchiveRow.Of(root, row.Media)))
            : catalog.LoadFromEnumerable(
                table.Read().Select(row => new LabelledArchiveRow(root, row.Media, PhotoLabel.Of(row.Media.File, options.LabelPattern)))
            );
    }
}

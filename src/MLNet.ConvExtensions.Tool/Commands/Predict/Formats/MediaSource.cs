using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Predict.Formats;

/// <summary>
/// The photos to predict with what is known of them, as often as they are asked for: of a folder, of an archive's table, or of another
/// list. Those of a folder and of a table are not in memory. What a table doesn't say, the photos' files do.
/// </summary>
internal sealed class MediaSource : IDisposable
{
    private static readonly CameraTrapOptions Headers = new() { FindDuplicates = false };

    private readonly DirectoryInfo? _temporary;
    private readonly Func<IEnumerable<CameraTrapMedia>> _read;
    private readonly Func<string, string> _pathOf;
    private readonly bool _isTable;

    private MediaSource(
        Func<IEnumerable<CameraTrapMedia>> read,
        Func<string, string> pathOf,
        DirectoryInfo? temporary,
        bool isTable = false
    )
    {
        _read = read;
        _pathOf = pathOf;
        _temporary = temporary;
        _isTable = isTable;
    }

    /// <summary>The photos by their names, and with what a table says.</summary>
    public IEnumerable<CameraTrapMedia> Names => _read();

    /// <summary>The photos with what their files say, too.</summary>
    public IEnumerable<CameraTrapMedia> Media =>
        _isTable ? _read() : _read().Select(m => CameraTrapArchive.ReadFile(_pathOf(m.File), m.File, Headers).Media);

    public IEnumerable<string> Paths => _read().Select(m => _pathOf(m.File));

    /// <summary>What a folder held.</summary>
    public ImageFolderSummary Summary { get; private init; } = new();

    /// <param name="named">The images by their names.</param>
    public static MediaSource OfNames(IReadOnlyList<string> named) =>
        new(() => named.Select(n => new CameraTrapMedia { File = n.Replace(Path.DirectorySeparatorChar, '/') }), name => name, null);

    /// <exception cref="ImageInputException">There are none.</exception>
    /// <exception cref="FormatException">A table can't be read.</exception>
    public static MediaSource Of(ImagesArgument input)
    {
        input.Check();
        if (input.IsTable && input.FileColumn is null)
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(input.Argument))!;
            return new MediaSource(() => CameraTrapTable.Read(input.Argument), name => Path.Combine(folder, name), null, isTable: true);
        }

        var source = new ImageSource(input);
        if (!input.IsFolder)
        {
            string[] names = source.Read();
            return new MediaSource(() => names.Select(n => new CameraTrapMedia { File = n }), source.PathOf, null);
        }

        DirectoryInfo temporary = Directory.CreateTempSubdirectory("mlconv-");
        try
        {
            ImageList list = source.List(temporary.FullName);
            return new MediaSource(() => list.Range(0, list.Count).Select(n => new CameraTrapMedia { File = n }), source.PathOf, temporary)
            {
                Summary = source.Summary,
            };
        }
        catch
        {
            temporary.Delete(recursive: true);
            throw;
        }
    }

    public void Dispose() => _temporary?.Delete(recursive: true);
}

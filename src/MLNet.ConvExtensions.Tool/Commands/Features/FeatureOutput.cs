using System.Diagnostics;
using MLNet.ConvExtensions.Tool.FeatureTables;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>
/// The output of a job and its manifest. Rows reach the disk before the manifest's lines that speak of them, block by block; so what
/// the manifest says is always there, and what it doesn't say is cut off when the job goes on.
/// </summary>
internal sealed class FeatureOutput : IFeatureSink, IDisposable
{
    /// <summary>What a killed process loses at most is a block: so many images, or what came in so much time.</summary>
    private const int BlockImages = 512;

    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(2);

    private readonly FeatureFiles _files;
    private readonly Manifest _manifest;
    private readonly bool _workIsNew;
    private readonly Stopwatch _sinceFlush = Stopwatch.StartNew();
    private FeatureWriter? _writer;
    private bool _begun;
    private bool _complete;
    private int _unflushed;

    private FeatureOutput(FeatureFiles files, Manifest manifest)
    {
        _files = files;
        _manifest = manifest;
        _workIsNew = !Directory.Exists(files.Work);
        Directory.CreateDirectory(files.Work);
    }

    /// <summary>Images that are done, the rows and the left out ones.</summary>
    public long Done => Rows + Skipped;

    public bool IsKept => true;

    public long Rows { get; private set; }

    public long Skipped { get; private set; }

    /// <summary>Where the job keeps its list of images.</summary>
    public string WorkFolder => _files.Work;

    /// <param name="files">The files.</param>
    /// <param name="overwrite">Whether files of these names that no such job has written may be overwritten.</param>
    /// <exception cref="IOException">
    /// Another process works on the same output, the files can't be opened, or they are others' files.
    /// </exception>
    public static FeatureOutput Open(FeatureFiles files, bool overwrite)
    {
        // Whatever a job has written lies beside its manifest.
        if (!overwrite && !File.Exists(files.Manifest) && files.Results.FirstOrDefault(Path.Exists) is { } other)
            throw new IOException(
                $"'{other}' is there already, and no job of this command has written it. Choose another --out, or move the file away."
            );
        if (Path.GetDirectoryName(files.Work) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        return new FeatureOutput(files, Manifest.Open(files.Manifest));
    }

    /// <summary>Forgets what was done.</summary>
    public void Restart()
    {
        _manifest.Truncate(0);
        Rows = Skipped = 0;
    }

    /// <summary>Goes on where an earlier run of the same job was stopped, or starts.</summary>
    /// <param name="header">What the job is.</param>
    /// <param name="images">The images of the job as they are now; only as many as an earlier run has done are looked at.</param>
    /// <param name="part">Which of all images they are.</param>
    /// <param name="skipped">Is told of every image that an earlier run left out.</param>
    /// <returns>Whether the job is done already.</returns>
    /// <exception cref="IOException">The manifest is of another job.</exception>
    public bool Begin(ManifestHeader header, IEnumerable<ImageFile> images, ImageRange part, Action<ImageFile> skipped)
    {
        long rowBytes = 0,
            nameBytes = 0;
        if (_manifest.ReadHeader() is { } old)
        {
            if (old.DifferenceTo(header) is { Length: > 0 } difference)
                throw new IOException(
                    $"'{_files.Output}' belongs to another job ({difference}). Choose another --out, or start over with --restart."
                );
            ManifestEnd? end = _manifest.ReadEnd();
            if (end is not null)
                _files.MoveIntoPlace();
            (long offset, rowBytes, nameBytes) = Verify(header, images, finished: end is not null, skipped);
            if (end?.Part == part && Done == part.Count)
                return _complete = true;
            Action moveBack = end is not null && Done > 0 ? _files.CopyBack() : () => { };
            _manifest.Truncate(offset);
            moveBack();
        }

        _begun = true;
        if (Done == 0)
        {
            _manifest.Truncate(0);
            _manifest.Append(header);
            _manifest.Flush();
        }

        _writer = new FeatureWriter(_files, header.Features, rowBytes, nameBytes);
        return false;
    }

    public void Add(ImageFile image, ReadOnlySpan<float> features)
    {
        _manifest.Append(image with { Bytes = _writer!.Write(image.Path, features) });
        Rows++;
        FlushIfDue();
    }

    public void Skip(ImageFile image)
    {
        _manifest.Append(image);
        Skipped++;
        FlushIfDue();
    }

    /// <summary>Adds all that another job has done.</summary>
    public void Append(FeatureFiles files, IEnumerable<ImageFile> images)
    {
        _writer!.Append(files);
        foreach (ImageFile image in images)
        {
            _manifest.Append(image);
            _ = image.Skipped is null ? Rows++ : Skipped++;
            if (Done % BlockImages == 0)
                Flush();
        }
    }

    public void Flush()
    {
        _writer?.Flush();
        _manifest.Flush();
        _unflushed = 0;
        _sinceFlush.Restart();
    }

    /// <summary>Gives the files their names.</summary>
    public void Complete(ImageRange part)
    {
        Flush();
        _writer!.Complete(Rows);
        _manifest.Append(
            new ManifestEnd
            {
                Finished = true,
                Rows = Rows,
                Skipped = Skipped,
                Part = part,
            }
        );
        _manifest.Flush();
        _files.MoveIntoPlace();
        _complete = true;
    }

    public void Dispose()
    {
        _writer?.Dispose();
        bool nothing = _manifest.IsEmpty || (_begun && Done == 0 && !_complete);
        if (_complete || nothing || _workIsNew && !_begun)
            _files.DeleteWork();
        if (nothing)
            _manifest.Delete();
        else
            _manifest.Dispose();
    }

    private void FlushIfDue()
    {
        if (++_unflushed >= BlockImages || _sinceFlush.Elapsed >= BlockTime)
            Flush();
    }

    /// <summary>
    /// Counts the images whose rows are there and that are still the same files; returns where the manifest and the data of those end.
    /// </summary>
    private (long Offset, long RowBytes, long NameBytes) Verify(
        ManifestHeader header,
        IEnumerable<ImageFile> images,
        bool finished,
        Action<ImageFile> skipped
    )
    {
        bool isTable = finished && _files.IsParquet;
        long rowsThere = isTable
            ? TableLength(header)
            : Length(finished ? _files.Output : _files.PartialRows) - FeatureWriter.Header(_files, 0, header.Features).Length;
        long namesThere = _files.IsBinary && !isTable ? Length(finished ? _files.Names : _files.PartialNames) : long.MaxValue;
        long offset = 0,
            rows = 0,
            names = 0;
        using IEnumerator<ImageFile> now = images.GetEnumerator();
        foreach (ManifestLine line in _manifest.Lines())
        {
            if (line.Image is not { } image || !now.MoveNext() || !image.IsSameFile(now.Current))
                break;
            if (_files.IsBinary && image.Bytes != (image.Skipped is null ? header.Features * sizeof(float) : 0))
                break;
            int nameBytes = image.Skipped is null ? FeatureWriter.NameBytes(image.Path) : 0;
            if (rows + image.Bytes > rowsThere || names + nameBytes > namesThere)
                break;
            rows += image.Bytes;
            names += nameBytes;
            offset = line.Offset;
            if (image.Skipped is null)
            {
                Rows++;
            }
            else
            {
                Skipped++;
                skipped(image);
            }
        }

        return (offset, rows, names);
    }

    /// <summary>Bytes of the rows that a Parquet table holds; none of a table that is gone.</summary>
    private long TableLength(ManifestHeader header) =>
        File.Exists(_files.Output) ? ParquetFeatures.Count(_files.Output) * header.Features * sizeof(float) : 0;

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}

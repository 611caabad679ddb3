using System.Diagnostics;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>
/// An archive's files into a table: each is read once, into a journal; then deployments, clocks, events and copies are found in the
/// journal,
/// so that another list of deployments or another gap takes no reading.
/// </summary>
internal sealed class ArchiveJob
{
    public required string Folder { get; init; }

    /// <summary>The list of deployments; null where folders are deployments.</summary>
    public string? DeploymentFile { get; init; }

    public required CameraDeployments Deployments { get; init; }

    public required CameraTrapOptions Options { get; init; }

    /// <summary>The class of a photo by its path; null where classes aren't known.</summary>
    public Func<string, string>? LabelOf { get; init; }

    /// <summary>After what time a record of a class is independent, and since which.</summary>
    public TimeSpan Independent { get; init; } = TimeSpan.FromMinutes(30);

    public IndependenceRule ComparedTo { get; init; }

    public required string Output { get; init; }

    public bool Restart { get; init; }

    private string WarningsFile => Path.ChangeExtension(Output, ".warnings.csv");

    private string JournalFile => Output + ".journal.jsonl";

    private string WorkFolder => Output + ".work";

    public ArchiveSummary Run(Progress progress, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        CheckOutputs();
        using ArchiveJournal journal = ArchiveJournal.Open(JournalFile);
        if (Restart)
            journal.Restart();
        long resumed;
        Directory.CreateDirectory(WorkFolder);
        try
        {
            var files = new ImagesArgument(Folder) { MoreExtensions = Options.FrameFolder is null ? null : VideoReader.Extensions };
            ImageList list = new ImageSource(files).List(WorkFolder);
            var header = new ArchiveHeader
            {
                ArchiveJournal = 1,
                Folder = Path.GetFullPath(Folder),
                MaxPixels = Options.MaxPixels,
                Frames = Options.FrameFolder,
                FramesPerSecond = Options.FrameFolder is null ? null : Options.Video.FramesPerSecond,
                Duplicates = Options.FindDuplicates,
            };
            journal.Begin(header, list.Range(0, list.Count));
            resumed = journal.Done;
            progress.Show(
                $"{list.Count} photos",
                list.Count,
                resumed,
                step => ReadFiles(list.Range(resumed, list.Count - resumed), journal, step, stop)
            );
        }
        finally
        {
            Directory.Delete(WorkFolder, recursive: true);
        }

        var table = new ArchiveTable(journal, this);
        return table.Write(Output, WarningsFile) with { Resumed = resumed, Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) };
    }

    private void CheckOutputs()
    {
        OutputFiles.RefuseFolder("--out", Output);
        if (Options.FrameFolder is { } frames)
            OutputFiles.CheckFolder("--frames", new DirectoryInfo(frames));
        if (DeploymentFile is { } list && new[] { Output, WarningsFile }.Contains(Path.GetFullPath(list)))
            throw new UsageException($"--out would overwrite '{list}', the list of deployments itself; choose another name.");
        if (Path.GetDirectoryName(Output) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);

        // Whatever a job has written lies beside its journal.
        if (!Restart && !File.Exists(JournalFile) && new[] { Output, WarningsFile }.FirstOrDefault(Path.Exists) is { } other)
            throw new IOException(
                $"'{other}' is there already, and no job of this command has written it. Choose another --out, or move the file away."
            );
    }

    private void ReadFiles(IEnumerable<string> names, ArchiveJournal journal, Action step, CancellationToken stop)
    {
        foreach (string name in names)
        {
            if (stop.IsCancellationRequested)
            {
                journal.Flush();
                throw new OperationCanceledException($"Stopped after {journal.Done} photos. The same command goes on from there.");
            }

            journal.Add(CameraTrapArchive.ReadFile(Path.Combine(Folder, name), name, Options));
            step();
        }

        journal.Flush();
    }
}

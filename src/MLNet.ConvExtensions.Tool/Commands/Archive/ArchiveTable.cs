using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>Makes the table of what a journal says of an archive's files.</summary>
internal sealed class ArchiveTable(ArchiveJournal journal, ArchiveJob job)
{
    private readonly SortedDictionary<string, DeploymentSpan> _spans = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, long> _first = [];
    private readonly List<(string Deployment, string Species, DateTime Time)> _records = [];
    private long _photos;

    public ArchiveSummary Write(string output, string warningsFile)
    {
        EventClock clock = ReadTimes(out DateTime latest);
        IReadOnlyList<WarningCount> warnings = [];
        WholeFile.Write(
            warningsFile,
            temporary =>
            {
                using var table = new WarningTable(temporary, file => FromTable(output, file));
                CameraTrapTable.Write(
                    output,
                    job.Folder,
                    Media(clock, latest, table),
                    job.LabelOf is { } label ? m => label(CameraTrapArchive.SourceOf(m, job.Folder, job.Options)) : null
                );
                warnings = table.Counts;
            }
        );
        return new ArchiveSummary
        {
            Output = output,
            WarningsFile = warningsFile,
            Photos = _photos,
            Events = clock.EventCount,
            Deployments = [.. _spans.Values],
            WithoutPhotos = [.. job.Deployments.Known.Select(d => d.Id).Where(d => !_spans.ContainsKey(d))],
            Warnings = warnings,
            Independent = job.LabelOf is null ? null : CountIndependent(),
            Resumed = 0,
            Seconds = 0,
        };
    }

    /// <summary>A file's path from the table's folder.</summary>
    private string FromTable(string output, string file) =>
        Path.GetRelativePath(Path.GetDirectoryName(output)!, Path.Combine(Path.GetFullPath(job.Folder), file))
            .Replace(Path.DirectorySeparatorChar, '/');

    private EventClock ReadTimes(out DateTime latest)
    {
        var clock = new EventClock(job.Options.EventGap);
        DateTime newest = DateTime.MinValue;
        foreach ((CameraTrapFile file, _) in journal.Files())
        {
            CameraTrapMedia media = job.Deployments.Place(file.Media);
            foreach (CameraTrapMedia photo in Moments(file, media))
                clock.Add(photo.Deployment, photo.Timestamp);
            newest = file.LastWritten > newest ? file.LastWritten.Value : newest;
        }

        latest = job.Options.Latest ?? newest.AddDays(1);
        return clock;
    }

    private IEnumerable<CameraTrapMedia> Media(EventClock clock, DateTime latest, WarningTable warnings)
    {
        int moment = 0;
        foreach ((CameraTrapFile file, long offset) in journal.Files())
        {
            CameraTrapMedia media = job.Deployments.Place(file.Media);
            if (file.ContentHash is { } hash)
                media = media with { DuplicateOf = FirstOf(hash, offset) };
            warnings.Add(media, CameraTrapArchive.Check(media, job.Deployments, latest));
            if (job.LabelOf is { } label && media is { Deployment: { } deployment, Timestamp: { } time })
                _records.Add((deployment, string.Intern(label(media.File)), time));
            int first = moment;
            moment += Moments(file, media).Count();
            foreach (CameraTrapMedia photo in CameraTrapArchive.Expand(file, media, job.Folder, job.Options))
            {
                int its = Math.Min(first++, moment - 1);
                Count(photo);
                yield return photo with
                {
                    Event = clock.EventOf(its, media.File),
                };
            }
        }
    }

    /// <summary>What of a file has a time of its own: a photo; each frame of a video, or a video whose time isn't known as a whole.</summary>
    private IEnumerable<CameraTrapMedia> Moments(CameraTrapFile file, CameraTrapMedia media) =>
        media.Timestamp is null || file.Frames is null ? [media] : CameraTrapArchive.Expand(file, media, job.Folder, job.Options);

    private void Count(CameraTrapMedia photo)
    {
        _photos++;
        if (photo.Deployment is not { } deployment)
            return;
        if (!_spans.TryGetValue(deployment, out DeploymentSpan? span))
            _spans.Add(deployment, span = new DeploymentSpan(deployment));
        span.Add(photo.Timestamp);
    }

    /// <summary>The earlier file with the same content; null for the first.</summary>
    private string? FirstOf(string hash, long offset)
    {
        var content = UInt128.Parse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return _first.TryAdd(content, offset) ? null : journal.FileAt(_first[content]).Media.File;
    }

    private SortedDictionary<string, int> CountIndependent()
    {
        bool[] independent = CameraTrapEvents.FindIndependent(_records, job.Independent, job.ComparedTo);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < independent.Length; i++)
            counts[_records[i].Species] = counts.GetValueOrDefault(_records[i].Species) + (independent[i] ? 1 : 0);
        return counts;
    }
}

using MLNet.ConvExtensions.Tool.FeatureTables;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>Puts the parts of a job together. The parts stay.</summary>
/// <param name="output">The full path of the file to write.</param>
internal sealed class MergeJob(string output)
{
    /// <param name="of">The files of the parts, in their order.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>The rows of the output.</returns>
    /// <exception cref="IOException">A part is missing, not done, damaged, or of another job.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public long Run(IReadOnlyList<string> of, CancellationToken stop)
    {
        var files = new FeatureFiles(output);
        FeatureFiles[] parts = [.. of.Select(file => new FeatureFiles(file))];
        ManifestHeader whole = CheckAndDescribe(parts, out ImageRange all);
        using FeatureOutput merged = FeatureOutput.Open(files, overwrite: false);
        merged.Restart();
        merged.Begin(whole, [], all, _ => { });
        foreach (FeatureFiles part in parts)
        {
            if (stop.IsCancellationRequested)
                throw new OperationCanceledException("Stopped. The parts are as they were: the same command starts over.");
            using Manifest manifest = Manifest.Open(part.Manifest, FileMode.Open);
            merged.Append(part, manifest.Lines().Select(l => l.Image).OfType<ImageFile>());
        }

        merged.Complete(all);
        return merged.Rows;
    }

    private static ManifestHeader CheckAndDescribe(FeatureFiles[] parts, out ImageRange all)
    {
        ManifestHeader? whole = null;
        ImageRange? before = null;
        foreach (FeatureFiles part in parts)
        {
            if (!File.Exists(part.Manifest) || !File.Exists(part.Output))
                throw new FileNotFoundException($"The part '{part.Output}' or its manifest is missing.");
            using Manifest manifest = Manifest.Open(part.Manifest, FileMode.Open);
            if (manifest.ReadHeader() is not { } header || manifest.ReadEnd() is not { } end)
                throw new IOException($"The part '{part.Output}' is not done; run its command again.");
            if (!IsWhole(part, manifest, header, end))
                throw new IOException(
                    $"The part '{part.Output}' is not what its manifest says it is: one of them is damaged or was changed. Run its command "
                        + "again with --restart."
                );
            ImageRange range = end.Part;
            header = header with { Shard = null };
            if (whole?.DifferenceTo(header) is { Length: > 0 } difference)
                throw new IOException($"The parts '{parts[0].Output}' and '{part.Output}' were made in different ways: {difference}.");
            if (range.First != (before is null ? 0 : before.First + before.Count) || (before is not null && range.List != before.List))
                throw new IOException(
                    $"The part '{part.Output}' was made of another list of images than the part before it; run the commands of all parts "
                        + "again."
                );
            (whole, before) = (whole ?? header, range);
        }

        all = new ImageRange(0, before!.All, before.All, before.List);
        return before.First + before.Count == before.All
            ? whole!
            : throw new IOException($"The parts of '{parts[^1].Output}' are not all of its job; run the commands of all parts again.");
    }

    /// <summary>Whether the files of a part hold what its manifest says, by their lengths and the images' names.</summary>
    private static bool IsWhole(FeatureFiles part, Manifest manifest, ManifestHeader header, ManifestEnd end)
    {
        long rows = 0,
            skipped = 0,
            bytes = 0,
            names = 0;
        using IEnumerator<string>? listed = Names(part)?.GetEnumerator();
        foreach (ImageFile image in manifest.Lines().Select(l => l.Image).OfType<ImageFile>())
        {
            bool left = image.Skipped is not null;
            if (!left && listed is not null && (!listed.MoveNext() || listed.Current != image.Path))
                return false;
            skipped += left ? 1 : 0;
            rows += left ? 0 : 1;
            bytes += image.Bytes;
            names += left ? 0 : FeatureWriter.NameBytes(image.Path);
        }

        if ((rows, skipped) != (end.Rows, end.Skipped) || rows + skipped != end.Part.Count || header.Features is not (> 0 and var width))
            return false;
        if (part.IsParquet)
            return bytes == rows * width * sizeof(float) && ParquetFeatures.Count(part.Output) == rows;
        // The header is made only where the file is long enough for it: two characters at least for each feature.
        return (part.IsNpy ? bytes == rows * width * sizeof(float) : 2L * width <= Length(part.Output))
            && StartsWith(part.Output, FeatureWriter.Header(part, rows, width))
            && Length(part.Output) == FeatureWriter.Header(part, rows, width).Length + bytes
            && (!part.IsNpy || Length(part.Names) == names);
    }

    /// <summary>The paths of the rows, where they can be told without reading these.</summary>
    private static IEnumerable<string>? Names(FeatureFiles part) =>
        part.IsParquet ? ParquetFeatures.Read(part.Output).SelectMany(group => group.Paths)
        : part.IsNpy && File.Exists(part.Names) ? File.ReadLines(part.Names)
        : null;

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : -1;

    private static bool StartsWith(string path, byte[] start)
    {
        using FileStream file = File.OpenRead(path);
        var read = new byte[start.Length];
        return file.ReadAtLeast(read, read.Length, throwOnEndOfStream: false) == read.Length && read.AsSpan().SequenceEqual(start);
    }
}

using System.Text;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// Sorts any number of paths in bounded memory: sorted runs go to files, which are then merged. The order is that of the characters'
/// codes, the same on every machine.
/// </summary>
internal static class PathSorter
{
    /// <param name="paths">The paths in any order.</param>
    /// <param name="folder">Where the runs go; they are gone when the enumeration ends.</param>
    /// <param name="inMemory">How many paths are held at once.</param>
    public static IEnumerable<string> Sort(IEnumerable<string> paths, string folder, int inMemory = 200_000)
    {
        var runs = new List<string>();
        var waiting = new List<string>();
        foreach (string path in paths)
        {
            waiting.Add(path);
            if (waiting.Count == inMemory)
            {
                runs.Add(Spill(waiting, Path.Combine(folder, $"run{runs.Count}")));
                waiting.Clear();
            }
        }

        waiting.Sort(StringComparer.Ordinal);
        return runs.Count == 0 ? waiting : Merge(runs, waiting);
    }

    private static string Spill(List<string> paths, string file)
    {
        paths.Sort(StringComparer.Ordinal);
        using var writer = new BinaryWriter(File.Create(file), Encoding.UTF8);
        foreach (string path in paths)
            writer.Write(path);
        return file;
    }

    private static IEnumerable<string> Merge(List<string> runs, List<string> last)
    {
        var sources = new List<IEnumerator<string>>();
        try
        {
            foreach (string run in runs)
                sources.Add(ImageList.Paths(run).GetEnumerator());
            sources.Add(last.GetEnumerator());
            var heads = new PriorityQueue<IEnumerator<string>, string>(StringComparer.Ordinal);
            foreach (IEnumerator<string> source in sources)
            {
                if (source.MoveNext())
                    heads.Enqueue(source, source.Current);
            }

            while (heads.TryPeek(out IEnumerator<string>? source, out string? path))
            {
                yield return path;
                if (source.MoveNext())
                    heads.DequeueEnqueue(source, source.Current);
                else
                    heads.Dequeue();
            }
        }
        finally
        {
            foreach (IEnumerator<string> source in sources)
                source.Dispose();
            runs.ForEach(File.Delete);
        }
    }
}

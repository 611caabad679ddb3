using System.Collections.Concurrent;
using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>
/// Finds copies among photos. Which pairs are compared is decided by numbers that a photo has once: its file's hash, the hash of its
/// picture, and the photos with the most similar features; the pictures of these pairs alone are laid on each other.
/// </summary>
/// <param name="photos">The photos; null for those that can't be read.</param>
/// <param name="neighbors">For each photo those with the most similar features.</param>
/// <param name="isFlat">Whether a photo has nothing to compare.</param>
/// <param name="parallel">Threads, and what ends the search early.</param>
internal sealed class CopySearch(
    IReadOnlyList<MeasuredPhoto?> photos,
    IReadOnlyList<int[]> neighbors,
    Func<MeasuredPhoto, bool> isFlat,
    ParallelOptions parallel
)
{
    /// <summary>Pictures whose hashes differ in more bits than these are compared only if their features are similar.</summary>
    private const int MostBits = 12;

    /// <summary>Photos that are compared with one for its hash, so that ten thousand frames of nothing don't make a billion
    /// pairs.</summary>
    private const int MostForHash = 64;

    /// <param name="progress">Is told how many pairs are done, of how many.</param>
    public IReadOnlyList<ImageCopy> Find(Action<long, long> progress)
    {
        var found = new List<ImageCopy>();
        var distinct = new List<int>();
        var first = new Dictionary<string, int>();
        for (int i = 0; i < photos.Count; i++)
        {
            if (photos[i] is not { } photo)
                continue;
            if (!first.TryAdd(photo.Content, i))
                found.Add(new ImageCopy(i, first[photo.Content], 1) { SameFile = true });
            else if (!isFlat(photo))
                distinct.Add(i);
        }

        (int First, int Second)[] pairs = Candidates(distinct);
        var copies = new ConcurrentBag<ImageCopy>();
        long done = 0;
        progress(0, pairs.Length);
        Parallel.ForEach(
            pairs.GroupBy(pair => pair.First),
            parallel,
            ofOne =>
            {
                var check = new PairCheck(ofOne.Key, photos[ofOne.Key]!);
                foreach ((_, int second) in ofOne)
                {
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    if (check.With(second, photos[second]!) is { } copy)
                        copies.Add(copy);
                    progress(Interlocked.Increment(ref done), pairs.Length);
                }
            }
        );
        return [.. found, .. copies.OrderBy(c => c.Image).ThenBy(c => c.Original)];
    }

    private (int First, int Second)[] Candidates(List<int> distinct)
    {
        var pairs = new HashSet<(int, int)>();
        var compared = new HashSet<int>(distinct);
        foreach (int i in distinct)
        {
            foreach (int j in neighbors[i])
            {
                if (compared.Contains(j))
                    pairs.Add((Math.Min(i, j), Math.Max(i, j)));
            }
        }

        PictureHash[] hashes = [.. distinct.Select(i => photos[i]!.Hash)];
        var near = new ConcurrentBag<(int, int)>();
        Parallel.For(
            0,
            hashes.Length,
            parallel,
            a =>
            {
                var ofA = new List<(int Bits, int Other)>();
                for (int b = a + 1; b < hashes.Length; b++)
                {
                    int bits = hashes[a].Distance(hashes[b]);
                    if (bits <= MostBits)
                        ofA.Add((bits, b));
                }

                foreach ((_, int b) in ofA.Order().Take(MostForHash))
                    near.Add((distinct[a], distinct[b]));
            }
        );
        pairs.UnionWith(near);
        return [.. pairs.Order()];
    }
}

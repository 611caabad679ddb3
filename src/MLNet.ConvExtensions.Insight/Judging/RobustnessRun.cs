using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>Photos, each changed in all ways in turn, through a model.</summary>
internal sealed class RobustnessRun(ClassificationJudgement judgement, Func<MLImage, ImagePrediction> predict, RobustnessOptions options)
{
    private readonly (ImageCorruption Corruption, double Strength)[] _changes =
    [
        .. options.Corruptions.SelectMany(c => c.Strengths.Select(s => (c, s))),
    ];

    /// <exception cref="ArgumentException">None of the photos can be read any longer.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RobustnessJudgement Run(CancellationToken stop)
    {
        int[] chosen = Chosen();
        var results = new Result?[chosen.Length];
        int done = 0;
        try
        {
            Parallel.For(
                0,
                chosen.Length,
                new ParallelOptions
                {
                    CancellationToken = stop,
                    MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount,
                },
                i =>
                {
                    results[i] = Judge(chosen[i], stop);
                    options.Progress?.Report(new RobustnessProgress(Interlocked.Increment(ref done), chosen.Length));
                }
            );
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        Result[] read = [.. results.Where(r => r!.Error is null).Select(r => r!)];
        UnreadPhoto[] unread = [.. results.Where(r => r!.Error is not null).Select(r => new UnreadPhoto(r!.Photo.Image, r.Error!))];
        if (read.Length == 0)
            throw new ArgumentException($"None of the {chosen.Length} photos can be read any longer: {unread[0].Reason}");
        var plain = new RobustnessPoint(0, Share(read, r => r.Photo.IsRight));
        int at = 0;
        return new RobustnessJudgement
        {
            Curves =
            [
                .. options.Corruptions.Select(c => new RobustnessCurve(
                    c,
                    [plain, .. c.Strengths.Select(s => new RobustnessPoint(s, RightAt(read, at++)))]
                )),
            ],
            Photos = read.Length,
            InMemory = Share(read, r => r.InMemory),
            PhotoSide = options.PhotoSide,
            Seed = options.Seed,
            Unread = unread,
        };
    }

    private static MetricInterval RightAt(Result[] results, int change) => Share(results, r => r.Right[change]);

    private static MetricInterval Share(Result[] results, Func<Result, bool> isHit) =>
        MetricInterval.OfShare(results.Count(isHit), results.Length);

    /// <summary>The places of the photos that are changed, in their order: all, or as many as are wanted, drawn by the seed.</summary>
    private int[] Chosen()
    {
        int count = judgement.Photos.Count;
        int[] all = [.. Enumerable.Range(0, count)];
        if (options.MostPhotos is not { } most || most >= count)
            return all;
        var random = new RandomStream(options.Seed);
        double[] keys = [.. all.Select(_ => random.Uniform())];
        Array.Sort(keys, all);
        return [.. all.Take(most).Order()];
    }

    private Result Judge(int place, CancellationToken stop)
    {
        JudgedPhoto photo = judgement.Photos[place];
        int seed = RandomStream.SeedOf(options.Seed, place);
        try
        {
            var pixels = PhotoPixels.Read(photo.Image, options.PhotoSide);
            bool inMemory = IsRight(pixels, photo.Label);
            var right = new bool[_changes.Length];
            for (int i = 0; i < right.Length; i++)
            {
                stop.ThrowIfCancellationRequested();
                right[i] = IsRight(_changes[i].Corruption.Apply(pixels, _changes[i].Strength, seed), photo.Label);
            }

            return new Result(photo, null, inMemory, right);
        }
        catch (ImageInputException e)
        {
            bool isNamed = e.Message.Contains(Path.GetFileName(photo.Image), StringComparison.Ordinal);
            return new Result(photo, isNamed ? e.Message : $"'{photo.Image}', changed: {e.Message}", false, []);
        }
    }

    /// <exception cref="ImageInputException">The model says nothing of the image.</exception>
    private bool IsRight(PhotoPixels pixels, int label)
    {
        using MLImage image = pixels.ToImage();
        ImagePrediction prediction = predict(image);
        return prediction.Error is null ? JudgedPhoto.Of(prediction, label).IsRight : throw new ImageInputException(prediction.Error);
    }

    private sealed record Result(JudgedPhoto Photo, string? Error, bool InMemory, bool[] Right);
}

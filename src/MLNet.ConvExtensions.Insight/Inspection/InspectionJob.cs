using System.Collections.Concurrent;
using MLNet.ConvExtensions.Insight.Inspection.Clues;
using MLNet.ConvExtensions.Insight.Inspection.Copies;
using MLNet.ConvExtensions.Insight.Inspection.Features;
using MLNet.ConvExtensions.Insight.Inspection.Labels;
using MLNet.ConvExtensions.Insight.Inspection.Photos;

namespace MLNet.ConvExtensions.Insight.Inspection;

/// <summary>Measures photos, finds copies, checks labels, and puts together what was found.</summary>
internal sealed class InspectionJob(Backbone backbone, ImageInspectionOptions options, CancellationToken cancellation)
{
    private const int ImbalanceToTell = 3;
    private const double LeastToTrust = 0.8;

    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
    private readonly List<string> _notes = [];

    public ImageInspection Run(InspectedImage[] images)
    {
        MeasuredPhoto?[] photos = Measure(images);
        float[]?[] features = Features(images, photos);
        if (Array.TrueForAll(features, f => f is null))
            throw new ImageInputException($"None of the {images.Length} photos can be read; the first: {images[0].Error}");
        Neighbor[][] neighbors = SimilarPhotos.Find(
            features,
            options.NumberOfNeighbors,
            options.Threads,
            done => Tell("similar photos", done, images.Length),
            cancellation
        );
        var search = new CopySearch(photos, [.. neighbors.Select(n => n.Select(m => m.Row).ToArray())], IsEmpty, _parallel);
        IReadOnlyList<ImageCopy> copies = search.Find((done, count) => Tell("copies", done, count));
        var groups = new Groups(images.Length);
        foreach (ImageCopy copy in copies)
            groups.Join(copy.Image, copy.Original);
        SetDistances(images, neighbors, groups);
        var units = new Units(images, groups);
        (LabelNoise? noise, int[] doubtful, IReadOnlyList<ClassClue> clues) = CheckLabels(images, features, photos, units);
        var results = new FindingList(options, images);
        IReadOnlyList<ImageCopies> clusters = CopyClusters.Of(images, copies, groups);
        results.AddPhotos();
        results.AddCopies(clusters);
        results.AddOutliers();
        results.AddLabels(doubtful);
        results.AddSingles(units);
        SortedDictionary<string, int> counts = Count(images);
        return new ImageInspection
        {
            Options = options,
            Images = images,
            Findings = results.Sorted(),
            Copies = clusters,
            ClassCounts = counts,
            LabelNoise = noise,
            Clues = clues,
            Notes = _notes,
        };
    }

    private MeasuredPhoto?[] Measure(InspectedImage[] images)
    {
        var photos = new MeasuredPhoto?[images.Length];
        long done = 0;
        Parallel.For(
            0,
            images.Length,
            _parallel,
            i =>
            {
                try
                {
                    photos[i] = PhotoMeasurer.Measure(PathOf(images[i]));
                    images[i] = images[i] with { Statistics = photos[i]!.Statistics, Camera = photos[i]!.Camera };
                }
                catch (ImageInputException e)
                {
                    images[i] = images[i] with { Error = e.Message };
                }

                Tell("photos measured", Interlocked.Increment(ref done), images.Length);
            }
        );
        return photos;
    }

    private float[]?[] Features(InspectedImage[] images, MeasuredPhoto?[] photos)
    {
        int[] read = [.. Enumerable.Range(0, images.Length).Where(i => photos[i] is not null)];
        var features = new float[]?[images.Length];
        if (read.Length == 0)
            return features;
        float[]?[] computed = PhotoFeatures.Compute(
            backbone,
            [.. read.Select(i => PathOf(images[i]))],
            options.Threads,
            (row, reason) =>
            {
                images[read[row]] = images[read[row]] with { Error = reason };
                photos[read[row]] = null;
            },
            done => Tell("features", done, read.Length),
            cancellation
        );
        for (int i = 0; i < read.Length; i++)
            features[read[i]] = computed[i];
        return features;
    }

    private void SetDistances(InspectedImage[] images, Neighbor[][] neighbors, Groups groups)
    {
        for (int i = 0; i < images.Length; i++)
        {
            double[] others = [.. neighbors[i].Where(n => groups.Of(n.Row) != groups.Of(i)).Select(n => (double)n.Distance)];
            if (others.Length > 0)
                images[i] = images[i] with { NeighborDistance = others.Average() };
        }
    }

    private (LabelNoise? Noise, int[] Doubtful, IReadOnlyList<ClassClue> Clues) CheckLabels(
        InspectedImage[] images,
        float[]?[] features,
        MeasuredPhoto?[] photos,
        Units units
    )
    {
        if (options.LabelColumnName is null)
            return (null, [], []);
        int[] unlabelled = [.. Enumerable.Range(0, images.Length).Where(i => images[i].Label is null)];
        if (unlabelled.Length > 0)
            _notes.Add($"{unlabelled.Length} of {images.Length} photos have no label; theirs weren't checked.");
        int[] rows = [.. Enumerable.Range(0, images.Length).Where(i => features[i] is not null && units.CountOf(images[i].Label) >= 2)];
        string[] classes = [.. rows.Select(i => images[i].Label!).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length < 2)
        {
            _notes.Add(
                "Labels weren't checked: that takes two classes or more, of each of which there are two photos or more that "
                    + "aren't copies or of one group."
            );
            return (null, [], []);
        }

        Dictionary<string, int> numbers = classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        int[] labels = [.. rows.Select(i => numbers[images[i].Label!])];
        int[] folds = GroupFolds.Draw(labels, [.. rows.Select(units.Of)], options.NumberOfFolds, options.Seed);
        (float[][] probabilities, ConfidentLearning confident) = new LabelCheck(classes.Length, _parallel).Run(
            [.. rows.Select(i => features[i]!)],
            labels,
            folds,
            (done, count) => Tell("labels", done, count)
        );
        if (rows.Length > ClassProbabilities.MostLearned)
        {
            _notes.Add(
                Text($"Each classifier that checks labels and clues has learned from {ClassProbabilities.MostLearned:N0} photos at most.")
            );
        }
        for (int i = 0; i < rows.Length; i++)
        {
            images[rows[i]] = images[rows[i]] with
            {
                LabelProbability = probabilities[i][labels[i]],
                LabelMargin = confident.Margin(i),
                PredictedLabel = classes[Array.IndexOf(probabilities[i], probabilities[i].Max())],
            };
        }

        double right = rows.Count(i => images[i].PredictedLabel == images[i].Label) / (double)rows.Length;
        if (right < LeastToTrust)
            _notes.Add(
                Text($"These features tell the class of {right:P0} of the photos: many doubts about labels are the network's fault.")
            );
        var noise = new LabelNoise(classes, confident.Thresholds, confident.Joint);
        int[] doubtful = [.. confident.MostDoubtful().Select(i => rows[i])];
        return (noise, doubtful, FindClues(images, photos, units, rows, labels, classes.Length, folds));
    }

    private List<ClassClue> FindClues(
        InspectedImage[] images,
        MeasuredPhoto?[] photos,
        Units units,
        int[] rows,
        int[] labels,
        int classes,
        int[] folds
    )
    {
        var check = new ClueCheck(labels, classes, rows.Select(units.Of).Distinct().Count());
        var clues = new List<ClassClue>();
        for (int i = 0; i < PhotoClues.Names.Count; i++)
        {
            int clue = i;
            Tell("clues", i, PhotoClues.Names.Count);
            clues.Add(check.OfNumbers(PhotoClues.Names[i], [.. rows.Select(r => photos[r]!.Clues[clue])], folds, _parallel));
        }

        // A photo that names no camera is told by that as well.
        string?[] cameras = [.. rows.Select(r => images[r].Camera)];
        if (
            Array.Exists(cameras, c => c is not null)
            && check.OfNames("camera", [.. cameras.Select(c => c ?? "")], isUnit: false) is { } camera
        )
            clues.Add(camera);
        if (
            options.GroupColumnName is not null
            && check.OfNames("group alone", [.. rows.Select(r => images[r].Group)], isUnit: true) is { } group
        )
            clues.Add(group);
        return [.. clues.Select(c => c with { Surest = [.. c.Surest.Select(i => rows[i])] })];
    }

    private SortedDictionary<string, int> Count(InspectedImage[] images)
    {
        var counts = new SortedDictionary<string, int>(
            images.Where(i => i.Label is not null).CountBy(i => i.Label!).ToDictionary(),
            StringComparer.Ordinal
        );
        if (counts.Count > 1)
        {
            (string largest, int most) = counts.MaxBy(c => c.Value);
            (string smallest, int least) = counts.MinBy(c => c.Value);
            if (most >= ImbalanceToTell * least)
                _notes.Add(Text($"'{largest}' has {most} photos, {(double)most / least:0.#} times as many as '{smallest}' ({least})."));
        }

        return counts;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private bool IsEmpty(MeasuredPhoto photo) => FindingList.IsEmpty(photo.Statistics, options);

    private string PathOf(InspectedImage image) => Path.Combine(options.ImageFolder ?? "", image.Path);

    private void Tell(string step, long done, long count) => options.Progress?.Report(new ImageInspectionProgress(step, done, count));
}

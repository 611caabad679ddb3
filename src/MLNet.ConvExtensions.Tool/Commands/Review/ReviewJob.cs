using System.Net.Sockets;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.FeatureTables;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>Lets a person look at predictions, and writes what was said.</summary>
internal sealed class ReviewJob(TextWriter output, TextWriter error)
{
    /// <summary>So many classes have a key on the page; of more, those that are most probable in the queue.</summary>
    private const int Keys = 34;

    public required ImageSource Images { get; init; }

    public required FileInfo Predictions { get; init; }

    /// <summary>Features by which photos are told apart; null for the probabilities.</summary>
    public FileInfo? Features { get; init; }

    public required ReviewQueueOptions Queue { get; init; }

    public required FileInfo Output { get; init; }

    public int Port { get; init; }

    public bool Restart { get; init; }

    /// <exception cref="UsageException">An option can't be met.</exception>
    public void Check()
    {
        if (Queue.Count < 1)
            throw new UsageException($"--count is {Queue.Count}; allowed: 1 or more.");
        if (Port is < 0 or > ushort.MaxValue)
            throw new UsageException($"--port is {Port}; allowed: 1 to {ushort.MaxValue}, or 0 for any that is free.");
        if (!Output.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--out is '{Output.Name}'; the name must end in .csv.");
        if (Output.FullName == Predictions.FullName)
            throw new UsageException($"--out would overwrite '{Output.FullName}', the predictions themselves; choose another name.");
        Images.Input.Check();
        OutputFiles.Check([("--out", Output)], Images.Input);
    }

    /// <exception cref="OperationCanceledException">It was stopped before the reviewer said that it is done; what was said is written.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var predictions = PredictionFile.Read(Predictions, PathOf);
        (IReadOnlyList<ReviewedPhoto> photos, IReadOnlyList<string> classes) = Choose(predictions);
        if (!photos.Any(p => File.Exists(p.Path)))
            throw new ImageInputException(
                $"None of the {photos.Count} photos of the queue is there; the first is '{photos[0].Name}', and --images {Images.Input.Name}."
            );
        using var session = new ReviewSession(photos, classes, Output.FullName, Restart);
        await using ReviewServer server = await Start(session);
        if (predictions.Unread > 0)
            error.WriteLine($"mlconv: {predictions.Unread} photos that the model could not read are left out.");
        if (session.Resumed > 0)
            output.WriteLine($"{session.Resumed} photos were reviewed before.");
        output.WriteLine(
            $"{photos.Count} of {predictions.Photos.Count} photos to review, until Done on the page or Ctrl+C: {server.Address}"
        );
        output.Flush();
        using (CancellationTokenRegistration _ = stop.Register(server.End))
        {
            if (await server.Ended is { } done)
            {
                output.WriteLine(Text(done));
                return;
            }
        }

        (int Reviewed, int Corrected) kept = session.Save();
        output.WriteLine(Text(kept));
        throw new OperationCanceledException("Stopped. The same command goes on with the photos that are left.");
    }

    private async Task<ReviewServer> Start(ReviewSession session)
    {
        try
        {
            return await ReviewServer.StartAsync(session, Output.Name, Port);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException($"The page can't be served on port {Port} of this machine: {e.Message}", e);
        }
    }

    private string Text((int Reviewed, int Corrected) done) =>
        done.Reviewed == 0
            ? "No photo was reviewed; no file is written."
            : $"{done.Reviewed} photos reviewed, {done.Corrected} of them corrected: {Output.FullName}";

    /// <summary>Where a photo is. In a folder nothing outside of it is a photo, whatever the predictions say.</summary>
    private string PathOf(string name)
    {
        string path = Images.PathOf(name);
        if (!Images.Input.IsFolder)
            return path;
        string inside = Path.GetRelativePath(Images.Input.Argument, path);
        return Path.IsPathRooted(inside) || inside.Split(Path.DirectorySeparatorChar)[0] == ".."
            ? throw new FormatException(
                $"The file of predictions '{Predictions.FullName}' names '{name}', which is outside of {Images.Input.Name}."
            )
            : path;
    }

    private (IReadOnlyList<ReviewedPhoto> Photos, IReadOnlyList<string> Classes) Choose(PredictionFile predictions)
    {
        IReadOnlyList<ReviewedPhoto> all = predictions.Photos;
        float[][]? features = Features is null ? null : FeaturesOf(FeatureFile.Read(Features), all);
        ReviewedPhoto[] photos = [.. ReviewQueue.Choose([.. all.Select(p => p.Probabilities)], Queue, features).Select(row => all[row])];
        if (predictions.Classes.Count <= Keys)
            return (photos, predictions.Classes);
        int[] order =
        [
            .. Enumerable.Range(0, predictions.Classes.Count).OrderByDescending(c => photos.Sum(p => (double)p.Probabilities[c])),
        ];
        return (
            [.. photos.Select(p => p with { Probabilities = Array.ConvertAll(order, c => p.Probabilities[c]) })],
            Array.ConvertAll(order, c => predictions.Classes[c])
        );
    }

    private float[][] FeaturesOf(FeatureTable table, IReadOnlyList<ReviewedPhoto> photos)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < table.Count; i++)
            rows.TryAdd(table.Names[i], i);
        return
        [
            .. photos.Select(p =>
                rows.TryGetValue(p.Name, out int row)
                    ? table.Values.AsSpan(row * table.Dimension, table.Dimension).ToArray()
                    : throw new FormatException(
                        $"The file of features '{Features!.FullName}' has no '{p.Name}', which the predictions have; needed: features of all of "
                            + "their images."
                    )
            ),
        ];
    }
}

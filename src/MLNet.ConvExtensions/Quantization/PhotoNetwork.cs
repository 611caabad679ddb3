using System.Runtime.ExceptionServices;
using MLNet.ConvExtensions.Stages.ConvFeatures;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>A backbone as it sees photos: planes of normalised pixels in, rows of features or scores out.</summary>
internal sealed class PhotoNetwork
{
    public delegate void Use<in T>(T own, int photo, float[] planes);

    private PhotoNetwork(FeatureNetwork network)
    {
        Network = network.Network;
        Preprocessing = network.Preprocessing!;
        TakesBatches = network.WhyOneByOne is null;
    }

    /// <summary>[N, 3, H, W] to [N, width].</summary>
    public OnnxNetwork Network { get; }

    public BackbonePreprocessing Preprocessing { get; }

    public bool TakesBatches { get; }

    /// <param name="backbone">The backbone.</param>
    /// <param name="layer">The layer whose output are the rows; null for the one of the features.</param>
    /// <param name="pooling">How maps become a row.</param>
    /// <exception cref="OnnxNetworkException">It takes no photos.</exception>
    public static PhotoNetwork Of(Backbone backbone, string? layer, FeaturePooling pooling)
    {
        var network = FeatureNetwork.Create(backbone, layer, pooling, ImageCrops.Center);
        return network.TakesImages
            ? new PhotoNetwork(network)
            : throw new OnnxNetworkException(
                $"The network '{backbone}' takes {backbone.Network.Inputs[0].Shape}; allowed, to quantise it: photos, [N, 3, H, W] or "
                    + "[N, 1, H, W]."
            );
    }

    /// <summary>The shape of the input of some photos.</summary>
    public long[] Shape(int photos) => [photos, 3, Preprocessing.Height, Preprocessing.Width];

    /// <summary>Reads photos, on several threads.</summary>
    /// <param name="photos">The files.</param>
    /// <param name="threads">How many.</param>
    /// <param name="create">What each thread has of its own.</param>
    /// <param name="use">Receives a photo's planes, which are its thread's.</param>
    /// <param name="finish">Receives what each thread had, one after the other.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ImageInputException">A photo can't be read; the message names it.</exception>
    public void Read<T>(IReadOnlyList<string> photos, int threads, Func<T> create, Use<T> use, Action<T> finish, CancellationToken stop)
    {
        var one = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop };
        try
        {
            Parallel.For(
                0,
                photos.Count,
                options,
                () => (Reader: new ImageReader(Preprocessing), Planes: new float[new ImageReader(Preprocessing).Length], Own: create()),
                (i, _, local) =>
                {
                    local.Reader.ReadFile(photos[i], local.Planes);
                    use(local.Own, i, local.Planes);
                    return local;
                },
                local =>
                {
                    lock (one)
                        finish(local.Own);
                }
            );
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>What the network gives for photos, a row each.</summary>
    /// <exception cref="ImageInputException">A photo can't be read; the message names it.</exception>
    /// <exception cref="OnnxNetworkException">The network gives no number for one.</exception>
    public float[][] Rows(IReadOnlyList<string> photos, int threads, CancellationToken stop)
    {
        var rows = new float[photos.Count][];
        using var session = new TensorSession(Network);
        Read(
            photos,
            threads,
            () => 0,
            (_, i, planes) =>
            {
                session.Run(planes, Shape(1), (_, values) => rows[i] = values.ToArray());
                int bad = Array.FindIndex(rows[i], v => !float.IsFinite(v));
                if (bad >= 0)
                {
                    throw new OnnxNetworkException(
                        FormattableString.Invariant(
                            $"The network '{Network.Name}' gives {rows[i][bad]} for '{photos[i]}' (number {bad}); needed: finite numbers."
                        )
                    );
                }
            },
            _ => { },
            stop
        );
        return rows;
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>What a trained network predicts, of which column, and how it runs.</summary>
internal sealed record TrainedStageSettings
{
    public required ModelTask Task { get; init; }

    public required string FeatureColumnName { get; init; }

    /// <summary>The classes in the order of the network's outputs; null unless there are several.</summary>
    public ClassList? Classes { get; init; }

    /// <summary>How many numbers, or labels at once, are predicted for a row, as a vector; null of one class, or of a number.</summary>
    public int? Outputs { get; init; }

    /// <summary>What these are called; null where they have no names.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Of several labels at once, the probabilities above which they are predicted; null for a half of each.</summary>
    public IReadOnlyList<float>? Thresholds { get; init; }

    /// <summary>Whether a row is of one class among others.</summary>
    public bool HasOneClass => Task is ModelTask.Multiclass or ModelTask.Binary;

    /// <summary>The form in which the column holds the features.</summary>
    public ImageColumnKind Kind { get; init; } = ImageColumnKind.Pixels;

    /// <summary>Whether the column holds vectors of floats, not images.</summary>
    public bool IsVector => Kind.IsVector();

    /// <summary>What is done to images, of the network's size. Vectors of floats go into the network as they are.</summary>
    public BackbonePreprocessing? Preprocessing { get; init; }

    /// <summary>The folder that relative paths start from; null for the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>What happens to a row whose image can't be read.</summary>
    public BadImageHandling BadImages { get; init; } = BadImageHandling.Throw;

    /// <summary>Rows in one run of the network; null for as many as a core's cache holds.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Batches that are computed at the same time; null for the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>The CUDA device to run on; null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the CPU, with a warning, if the GPU can't be had.</summary>
    public bool FallbackToCpu { get; init; }

    public ILogger? Logger { get; init; }

    /// <summary>The most pixels that an image may have.</summary>
    public long MaxImagePixels { get; init; } = 256_000_000;

    /// <summary>These settings for a column in the form that it has in some data.</summary>
    /// <param name="schema">The data's schema.</param>
    /// <param name="input">What the network takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public TrainedStageSettings For(DataViewSchema schema, NetworkShape input) =>
        this with
        {
            Kind = ImageColumn.KindOf(schema, FeatureColumnName, input),
        };

    /// <inheritdoc cref="TrainedGraph.CreateStage"/>
    public ITransformer CreateStage(OnnxNetwork row, string output) => TrainedGraph.CreateStage(row, this, output);

    /// <summary>Makes sure, before it is trained, that the network can be a stage.</summary>
    /// <exception cref="OnnxNetworkException">
    /// The network doesn't fit the task, or what it is to see, or ONNX Runtime can't compute it.
    /// </exception>
    public void Check(OnnxNetwork network) => ((IDisposable)CreateStage(TrainedGraph.Create(network, this), FeatureColumnName)).Dispose();

    /// <summary>The network with a note of what it was trained on and predicts, so that its file says so to whatever reads it.</summary>
    public OnnxNetwork Describe(OnnxNetwork network) =>
        new NetworkExport
        {
            Task = Task.ToString(),
            Preprocessing = Preprocessing,
            Classes =
                Task == ModelTask.Binary ? [bool.FalseString, bool.TrueString]
                : Outputs is null ? Classes?.Names
                : OutputNames,
            Thresholds = Thresholds,
            Activation = network.FindFinalActivation().Operator,
        }.Write(network);

    /// <summary>These settings as those of a stage of features.</summary>
    /// <param name="outputColumn">The column with what the network says.</param>
    public ConvFeaturesOptions ToOptions(string outputColumn) =>
        new()
        {
            InputColumnName = FeatureColumnName,
            OutputColumnName = outputColumn,
            ImageFolder = ImageFolder,
            BadImages = BadImages,
            MaxImagePixels = MaxImagePixels,
            BatchSize = BatchSize,
            NumberOfThreads = NumberOfThreads,
            GpuDeviceId = GpuDeviceId,
            FallbackToCpu = FallbackToCpu,
            Logger = Logger,
        };
}

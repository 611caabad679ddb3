using Microsoft.Extensions.Logging;
using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Options;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>What a training reads: the batches, those to validate with, and what the fitted stage has to know of the columns.</summary>
internal sealed class TrainingSet : IDisposable
{
    private readonly PixelCache _pixels;

    private TrainingSet(
        OnnxNetwork network,
        IBatchSource source,
        IBatchSource? validation,
        TrainedStageSettings stage,
        IReadOnlyList<KeyValuePair<string, string>> identity,
        PixelCache pixels
    )
    {
        _pixels = pixels;
        Network = network;
        Source = source;
        Validation = validation;
        Stage = stage;
        Identity = identity;
    }

    /// <summary>The network as it takes what the batches hold.</summary>
    public OnnxNetwork Network { get; }

    public IBatchSource Source { get; }

    public IBatchSource? Validation { get; }

    public TrainedStageSettings Stage { get; }

    /// <summary>What distinguishes these data from others.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Identity { get; }

    /// <summary>Reads rows with labels.</summary>
    /// <exception cref="ArgumentException">A column or a row doesn't fit, or all labels are the same.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't fit the data.</exception>
    public static TrainingSet Read(IDataView data, OnnxNetwork network, ModelTask task, ClassList? classes, TrainingOptions options)
    {
        TrainedStageSettings stage = StageOf(data, network, task, classes, options);
        TrainingChecks.Outputs(network, stage, options);
        stage.Check(network);
        var columns = new SampleColumns(
            options.FeatureColumnName,
            options.LabelColumnName,
            options.ExampleWeightColumnName,
            options.GroupColumnName,
            options.ImageFolder,
            SkipMissing(options)
        );
        return Read(
            data,
            network,
            stage,
            columns,
            SampleViews.Once,
            options,
            samples => TrainingChecks.Labels(samples, stage, options),
            (samples, use) => TrainingChecks.Weights(samples, task, use, options)
        );
    }

    /// <summary>Reads rows of which nothing but the images is looked at.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="network">The network that sees the images.</param>
    /// <param name="views">What it sees of each.</param>
    /// <param name="options">Column, batches, validation.</param>
    /// <exception cref="ArgumentException">A column or a row doesn't fit, or there are too few rows.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't fit the data.</exception>
    public static TrainingSet ReadUnlabelled(IDataView data, OnnxNetwork network, SampleViews views, TrainingRunOptions options)
    {
        // What the network gives is taken as it is.
        TrainedStageSettings stage = StageOf(data.Schema, network, ModelTask.Regression, classes: null, options);
        var columns = new SampleColumns(
            options.SourceColumn,
            Label: null,
            Group: options.GroupColumnName,
            ImageFolder: options.ImageFolder,
            SkipMissing: SkipMissing(options)
        );
        return Read(
            data,
            network,
            stage,
            columns,
            views,
            options,
            samples =>
            {
                if (samples.Count < 2)
                    throw new ArgumentException("The data has 1 row; needed: 2 images or more.");
            },
            (_, _) => { }
        );
    }

    /// <summary>What the fitted stage has to know, with what the validation says of several labels at once.</summary>
    /// <param name="trained">The trained network, as it takes what the batches hold.</param>
    /// <param name="options">The device, and what stops it.</param>
    public TrainedStageSettings StageWith(OnnxNetwork trained, TrainingRunOptions options)
    {
        if (Stage.Task != ModelTask.Multilabel)
            return Stage;
        IReadOnlyList<float> learned =
            LabelThresholds.Learn(trained, Validation, options) ?? [.. Enumerable.Repeat(LabelThresholds.Usual, Stage.Outputs!.Value)];
        return Stage with { Thresholds = learned };
    }

    /// <summary>The same rows with what a first part of the network makes of them, in place of the images.</summary>
    /// <param name="rest">The rest of the network.</param>
    /// <param name="first">Makes it, of batches of images.</param>
    public TrainingSet Behind(OnnxNetwork rest, Func<IBatchSource, IBatchSource> first) =>
        new(rest, first(Source), Validation is null ? null : first(Validation), Stage, Identity, _pixels);

    public void Dispose()
    {
        Source.Dispose();
        Validation?.Dispose();
        _pixels.Dispose();
    }

    /// <summary>What the fitted stage has to know of the columns of features and labels.</summary>
    /// <exception cref="ArgumentException">A column doesn't fit.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take images, and the column has some.</exception>
    public static TrainedStageSettings StageOf(
        IDataView data,
        OnnxNetwork network,
        ModelTask task,
        ClassList? classes,
        TrainingOptions options
    ) =>
        StageOf(data.Schema, network, task, classes, (TrainingRunOptions)options) with
        {
            Outputs = TargetReader.WidthOf(data, options.LabelColumnName, task),
            OutputNames = TargetReader.NamesOf(data, options.LabelColumnName),
        };

    /// <summary>What the fitted stage has to know of the column of features.</summary>
    /// <exception cref="ArgumentException">The column of features doesn't fit.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take images, and the column has some.</exception>
    private static TrainedStageSettings StageOf(
        DataViewSchema schema,
        OnnxNetwork network,
        ModelTask task,
        ClassList? classes,
        TrainingRunOptions options
    )
    {
        SampleShape shape = SampleShape.Of(network);
        TrainedStageSettings stage = new TrainedStageSettings
        {
            Task = task,
            FeatureColumnName = options.SourceColumn,
            Classes = classes,
            ImageFolder = options.ImageFolder,
            BadImages = options.BadImages,
            MaxImagePixels = options.MaxImagePixels,
            Logger = options.Logger,
        }.For(schema, shape.OfInput);
        return stage.IsVector ? stage : stage with { Preprocessing = TrainingPreprocessing.Of(network, shape, options) };
    }

    private static TrainingSet Read(
        IDataView data,
        OnnxNetwork network,
        TrainedStageSettings stage,
        SampleColumns columns,
        SampleViews views,
        TrainingRunOptions options,
        Action<TrainingSamples> check,
        Action<TrainingSamples, string> checkPart
    )
    {
        var pixels = new PixelCache(options.ImageCacheFolder, options.CacheMegabytes * 1048576L, options.MaxImagePixels, options.Logger);
        try
        {
            return Read(data, network, stage, columns, views, options, check, checkPart, pixels);
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private static TrainingSet Read(
        IDataView data,
        OnnxNetwork network,
        TrainedStageSettings stage,
        SampleColumns columns,
        SampleViews views,
        TrainingRunOptions options,
        Action<TrainingSamples> check,
        Action<TrainingSamples, string> checkPart,
        PixelCache pixels
    )
    {
        SampleShape shape = SampleShape.Of(network);
        options.Augmentation?.CheckFor(shape);
        TrainingChecks.Balance(stage, options);
        // Pairs are validated as they are trained on, changed in two ways; anything else as it is.
        bool pairs = views == SampleViews.Pair;
        double margin = options.Augmentation?.Margin ?? 1,
            validationMargin = pairs ? margin : 1;
        TrainingSamples samples = ReadSamples(data, margin, options.Logger);
        check(samples);
        TrainingSamples? validationSamples = options.ValidationSet is null
            ? null
            : ReadSamples(options.ValidationSet, validationMargin, options.Logger);
        if (validationSamples is not null)
            TrainingChecks.SameWidth(samples, validationSamples, options);
        if (options.ValidationFraction > 0)
            (samples, validationSamples) = samples.Split(options.ValidationFraction, stage.HasOneClass, options.Seed);
        if (samples.Groups is not null)
            WarnOfMissing(samples, validationSamples!, stage, options);
        // Images that are kept larger for crops don't serve the validation: its images are read again, in the network's size.
        if (options.ValidationFraction > 0 && samples.Store.Shape != shape && !pairs)
            validationSamples = validationSamples!.Of(ReadSamples(data, margin: 1, logger: null));
        checkPart(samples, "train on");
        if (validationSamples is not null)
            checkPart(validationSamples, "validate with");
        foreach ((TrainingSamples? part, string use) in new[] { (samples, "train on"), (validationSamples, "validate with") })
        {
            if (pairs && part?.Count == 1)
                throw new ArgumentException($"There is 1 row to {use}; needed: 2 or more, since each is compared with the others.");
        }

        var pipeline = new BatchPipelineOptions
        {
            BatchSize = options.BatchSize,
            Views = views,
            Seed = options.Seed,
            ClassBalance = options.BalanceOfClasses,
            Augmentation = options.Augmentation,
            MaxImagePixels = options.MaxImagePixels,
        };
        BatchPipeline? validation = validationSamples is null
            ? null
            : new BatchPipeline(
                validationSamples,
                shape,
                pipeline with
                {
                    Shuffle = false,
                    ClassBalance = 0,
                    Augmentation = pairs ? options.Augmentation : null,
                }
            );
        try
        {
            return new TrainingSet(
                stage.Describe(network),
                new BatchPipeline(samples, shape, pipeline),
                validation,
                stage,
                options.Checkpoint is null ? [] : SampleIdentity.Of(samples, validationSamples, stage.Preprocessing),
                pixels
            );
        }
        catch
        {
            validation?.Dispose();
            throw;
        }

        TrainingSamples ReadSamples(IDataView rows, double margin, ILogger? logger)
        {
            var reader = new SampleReader(rows, columns, stage.Task, stage.Classes, logger);
            if (stage.Preprocessing is null)
                return reader.ReadVectors(shape);
            var store = new ImageStore(stage.Preprocessing, shape.Channels == 1, margin, pixels);
            TrainingSamples read = reader.ReadImages(store, options.MaxImagePixels);
            return columns.SkipMissing ? ReadableSamples.Of(read, store, options, logger) : read;
        }
    }

    private static void WarnOfMissing(
        TrainingSamples samples,
        TrainingSamples validationSamples,
        TrainedStageSettings stage,
        TrainingRunOptions options
    )
    {
        if (!stage.HasOneClass)
            return;
        float[] missing = [.. Classes(samples).Except(Classes(validationSamples)).Order()];
        if (missing.Length == 0)
            return;
        options.Logger?.LogWarning(
            "The validation has no images of {Classes}, whose groups by {Group} are too few or too large to be divided.",
            string.Join(", ", missing.Select(c => stage.Classes?.NameOf((int)c) ?? (c > 0 ? bool.TrueString : bool.FalseString))),
            options.GroupColumnName
        );

        static IEnumerable<float> Classes(TrainingSamples of) =>
            Enumerable.Range(0, of.Count).Select(i => of.Targets[of.PlaceOf(i)]).Distinct();
    }

    private static bool SkipMissing(TrainingRunOptions options) => options.BadImages == BadImageHandling.Missing;
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Train;

/// <summary>The options of commands that train: epochs, steps, augmentation, logs and checkpoints.</summary>
/// <param name="defaults">What holds where an option isn't given.</param>
internal sealed class TrainSettings(TrainingOptions defaults)
{
    private readonly Option<int> _epochs = new("--epochs")
    {
        Description = "How often all images are seen.",
        DefaultValueFactory = _ => defaults.Epochs,
    };
    private readonly Option<int> _batch = new("--batch-size")
    {
        Description = "Images of one step.",
        DefaultValueFactory = _ => defaults.BatchSize,
    };
    private readonly Option<string> _optimizer = new("--optimizer")
    {
        Description = "sgd (momentum 0.9), nesterov, rmsprop, adam or adamw.",
        DefaultValueFactory = _ => "adam",
    };
    private readonly Option<double?> _rate = new("--learning-rate")
    {
        Description = "The learning rate that the schedule starts from.",
        DefaultValueFactory = _ => defaults.LearningRate,
    };
    private readonly Option<double?> _decay = new("--weight-decay") { Description = "The optimiser's weight decay." };
    private readonly Option<string> _schedule = new("--schedule")
    {
        Description = "constant, step, exponential, inverse-time, cosine, one-cycle, warm-up (then cosine) or plateau.",
        DefaultValueFactory = _ => "one-cycle",
    };
    private readonly Option<string> _augment = new("--augment")
    {
        Description =
            "none, light (moves, turns and grows a little), cifar (moves by 4 pixels, mirrors), photo (crops, mirrors, colours) or trivial "
            + "(crops, mirrors, and one change of TrivialAugment).",
        DefaultValueFactory = _ => "none",
    };
    private readonly MixingSettings _mixing = new();
    private readonly Option<double> _balance = new("--class-balance")
    {
        Description =
            "How far classes are seen equally often whatever their numbers, 0 to 1: 0 as often as there are images, 0.5 by the square "
            + "root, 1 all alike.",
    };
    private readonly Option<double> _smoothing = new("--label-smoothing")
    {
        Description = "The part of each label that is spread over all classes.",
    };
    private readonly Option<double?> _focal = new("--focal")
    {
        Description = "Minimizes the focal loss, with this gamma, such as 2: images that are easy count less.",
    };
    private readonly Option<double?> _average = new("--average")
    {
        Description =
            "Judges and saves a moving average of the weights, of which each step keeps this part, such as 0.999; 0 for the weights "
            + "themselves.",
    };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of weights, order, augmentation and dropout.",
        DefaultValueFactory = _ => defaults.Seed,
    };
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads to compute with; all processors if left out." };
    private readonly Option<int> _megabytes = new("--cache-megabytes")
    {
        Description = "Megabytes of disk that decoded images may take, so that later epochs needn't decode them; 0 for none.",
        DefaultValueFactory = _ => defaults.CacheMegabytes,
    };
    private readonly Option<DirectoryInfo?> _images = new("--image-cache")
    {
        Description = "A folder that keeps the decoded images for later runs; without it they are gone when the training ends.",
    };
    private readonly Option<FileInfo?> _checkpoint = new("--checkpoint")
    {
        Description = "A file that keeps the training's state after each epoch; the same command goes on from it.",
    };
    private readonly Option<int?> _every = new("--checkpoint-every")
    {
        Description = "Batches after which the state is kept within an epoch, too.",
    };
    private readonly Option<FileInfo?> _history = new("--history") { Description = "Where to write the values of all epochs (.csv)." };
    private readonly Option<DirectoryInfo?> _tensorBoard = new("--tensorboard")
    {
        Description = "A folder for event files that TensorBoard shows.",
    };
    private readonly Option<bool> _skip = new("--skip-bad")
    {
        Description = "Leave out images that can't be read, and name them, instead of stopping at the first.",
    };
    private readonly Option<int?> _patience = new("--patience")
    {
        Description =
            "Ends the training when the loss on a tenth of the training images, kept out for this, has not improved for so many epochs, "
            + "with the best weights.",
    };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _epochs,
            _batch,
            _optimizer,
            _rate,
            _decay,
            _schedule,
            _augment,
            .. _mixing.All,
            _balance,
            _smoothing,
            _focal,
            _average,
            _seed,
            _device,
            _threads,
            _megabytes,
            _images,
            _checkpoint,
            _every,
            _history,
            _tensorBoard,
            _patience,
            _skip,
        ];
        foreach (Option option in all)
            command.Add(option);
    }

    /// <summary>Looks at where the training is to write, before anything is read.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="model">Where the model is to be saved.</param>
    /// <param name="onnx">Where the network is to be written.</param>
    /// <param name="images">What may not be overwritten; null for nothing.</param>
    /// <exception cref="UsageException">A file can't be written.</exception>
    public void CheckOutputs(ParseResult arguments, FileInfo? model, FileInfo? onnx, ImagesArgument? images)
    {
        OutputFiles.Check(
            [
                ("--out", model),
                ("--onnx", onnx),
                ("--history", arguments.GetValue(_history)),
                ("--checkpoint", arguments.GetValue(_checkpoint)),
            ],
            images
        );
        if (arguments.GetValue(_tensorBoard) is { } folder)
            OutputFiles.CheckFolder("--tensorboard", folder);
        if (arguments.GetValue(_images) is { } cache)
            OutputFiles.CheckFolder("--image-cache", cache);
    }

    /// <summary>Whether the same command goes on where it was stopped.</summary>
    public bool KeepsState(ParseResult arguments) => arguments.GetValue(_checkpoint) is not null;

    /// <summary>Puts what the arguments say into options.</summary>
    /// <param name="options">The options that a command has of its own.</param>
    /// <param name="recipe">Whether they hold where the arguments say nothing, and not the command's defaults.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="error">Where the progress goes.</param>
    /// <param name="cancellation">Stops the training.</param>
    public TOptions Read<TOptions>(TOptions options, bool recipe, ParseResult arguments, TextWriter error, CancellationToken cancellation)
        where TOptions : TrainingOptions
    {
        FileInfo? checkpoint = arguments.GetValue(_checkpoint);
        int? every = arguments.GetValue(_every);
        if (every is not null && checkpoint is null)
            throw new UsageException("--checkpoint-every needs a --checkpoint.");
        if (arguments.GetValue(_images) is not null && arguments.GetValue(_megabytes) == 0)
            throw new UsageException("--cache-megabytes is 0; allowed with --image-cache: 1 or more.");
        TrainingOptions all = options;
        int epochs = Given(_epochs) ? arguments.GetValue(_epochs) : all.Epochs;
        OptimizerOptions optimizer = Given(_optimizer) ? Optimizer(arguments.GetValue(_optimizer)!) : all.Optimizer;
        return (TOptions)(
            all with
            {
                Epochs = epochs,
                BadImages = arguments.GetValue(_skip) ? BadImageHandling.Missing : BadImageHandling.Throw,
                BatchSize = Given(_batch) ? arguments.GetValue(_batch) : all.BatchSize,
                Optimizer = arguments.GetValue(_decay) is double decay ? optimizer with { WeightDecay = decay } : optimizer,
                LearningRate = Rate(),
                Schedule = Given(_schedule) ? Schedule(arguments.GetValue(_schedule)!, epochs) : all.Schedule,
                Augmentation = _mixing.Read(Given(_augment) ? Augmentation(arguments.GetValue(_augment)!) : all.Augmentation, arguments),
                ClassBalance = Given(_balance) ? arguments.GetValue(_balance) : all.ClassBalance,
                LabelSmoothing = Given(_smoothing) ? arguments.GetValue(_smoothing) : all.LabelSmoothing,
                Loss = arguments.GetValue(_focal) is double gamma ? new FocalLoss { Gamma = gamma } : all.Loss,
                WeightAverage = arguments.GetValue(_average) switch
                {
                    null => all.WeightAverage,
                    0 => null,
                    double kept => (all.WeightAverage ?? new WeightAverage()) with { Decay = kept },
                },
                Seed = arguments.GetValue(_seed),
                GpuDeviceId = Gpu(arguments.GetValue(_device)!),
                NumberOfThreads = arguments.GetValue(_threads),
                CacheMegabytes = arguments.GetValue(_megabytes),
                ImageCacheFolder = arguments.GetValue(_images)?.FullName,
                Checkpoint = checkpoint is null ? null : new CheckpointOptions(checkpoint.FullName) { EveryBatches = every },
                Callbacks = [.. Callbacks(arguments, error)],
                Logger = new ErrorLog(error),
                Cancellation = cancellation,
            }
        );

        // The rate of a recipe is that of its own optimizer.
        double? Rate() =>
            Given(_rate) ? arguments.GetValue(_rate)
            : Given(_optimizer) ? null
            : all.LearningRate;

        bool Given(Option option) => !recipe || arguments.GetResult(option) is OptionResult { Implicit: false };
    }

    private static int? Gpu(string device)
    {
        if (device == "cpu")
            return null;
        if (device == "cuda")
            return 0;
        return
            device.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int gpu)
            ? gpu
            : throw new UsageException($"--device is '{device}'; allowed: cpu, cuda, cuda:N.");
    }

    private IEnumerable<TrainingCallback> Callbacks(ParseResult arguments, TextWriter error)
    {
        yield return new StopOnNaN { Every = 20 };
        if (arguments.GetValue(_patience) is int patience)
            yield return new EarlyStopping { Patience = patience };
        if (arguments.GetValue(_history) is { } history)
            yield return new CsvLog(history.FullName);
        if (arguments.GetValue(_tensorBoard) is { } folder)
            yield return new TensorBoardLog(folder.FullName);
        yield return new ProgressBar(ReferenceEquals(error, Console.Error) ? null : error);
    }

    private static OptimizerOptions Optimizer(string name) =>
        name switch
        {
            "sgd" => new SgdOptimizer(),
            "nesterov" => new SgdOptimizer { Nesterov = true },
            "rmsprop" => new RmsPropOptimizer(),
            "adam" => new AdamOptimizer(),
            "adamw" => new AdamWOptimizer(),
            _ => throw new UsageException($"--optimizer is '{name}'; allowed: sgd, nesterov, rmsprop, adam, adamw."),
        };

    // What is counted in epochs goes by those that there are: a step after 30 epochs is none in a training of 10.
    private static LearningRateSchedule Schedule(string name, int epochs) =>
        name switch
        {
            "constant" => new ConstantSchedule(),
            "step" => new StepSchedule(),
            "exponential" => new ExponentialSchedule(),
            "inverse-time" => new InverseTimeSchedule(),
            "cosine" => new CosineSchedule(),
            "one-cycle" => new OneCycleSchedule(),
            "warm-up" when epochs == 1 => throw new UsageException(
                "--schedule is 'warm-up' and --epochs is 1; needed: 2 or more, one for the rise and one for what follows."
            ),
            "warm-up" => new WarmUpSchedule { Epochs = Math.Clamp(epochs / 5, 1, 5) },
            "plateau" when epochs is > 0 and < 4 => throw new UsageException(
                $"--schedule is 'plateau' and --epochs is {epochs}; needed: 4 or more, before which no lower rate can come about."
            ),
            "plateau" => new ReduceOnPlateauSchedule { Patience = Math.Clamp(epochs / 5, 1, 10) },
            _ => throw new UsageException(
                $"--schedule is '{name}'; allowed: constant, step, exponential, inverse-time, cosine, one-cycle, warm-up, plateau."
            ),
        };

    private static AugmentationOptions? Augmentation(string name) =>
        name switch
        {
            "none" => null,
            "light" => AugmentationOptions.Light,
            "cifar" => AugmentationOptions.Cifar,
            "photo" => AugmentationOptions.Photo,
            "trivial" => AugmentationOptions.Trivial,
            _ => throw new UsageException($"--augment is '{name}'; allowed: none, light, cifar, photo, trivial."),
        };
}

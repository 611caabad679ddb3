using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>The options that say which detector a command uses, and what counts as an object.</summary>
internal sealed class DetectorArguments
{
    private static readonly Dictionary<string, DetectorLayout> Layouts = new()
    {
        ["yolov5"] = DetectorLayout.YoloV5,
        ["yolov8"] = DetectorLayout.YoloV8,
        ["end-to-end"] = DetectorLayout.EndToEnd,
        ["end-to-end-batch"] = DetectorLayout.EndToEndBatch,
        ["ssd"] = DetectorLayout.Ssd,
        ["tensorflow"] = DetectorLayout.TensorFlow,
    };

    private readonly Option<FileInfo?> _detector = new("--detector");

    private readonly Option<float> _confidence = new("--confidence")
    {
        Description = "The confidence that an object has more of, 0 to 1.",
        DefaultValueFactory = _ => new DetectionOptions().ConfidenceThreshold,
        CustomParser = Share,
    };

    private readonly Option<float> _iou = new("--iou")
    {
        Description = "The overlap, intersection over union, from above which the less confident of two boxes of a class is left out.",
        DefaultValueFactory = _ => new DetectionOptions().IouThreshold,
        CustomParser = Share,
    };

    private readonly Option<FileInfo?> _classes = new("--detector-classes")
    {
        Description = "The names of the detector's classes, a file with a line for each; without it those in the detector's file.",
    };

    private readonly Option<string?> _layout = new("--detector-layout")
    {
        Description = "What the detector's numbers mean, where its outputs don't tell.",
    };

    private readonly Option<int?> _threads = new("--threads") { Description = "Threads, 1 to 1024; without it as many as processors." };

    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };

    /// <param name="without">What the command does without a detector; null where it needs one.</param>
    public DetectorArguments(string? without = null)
    {
        _detector.Description =
            "The detector, an ONNX file: of the YOLO family from v5 on, such as MegaDetector, of SSD, or of TensorFlow"
            + (without is null ? "." : $"; {without}.");
        _detector.Required = without is null;
        _layout.AcceptOnlyFromAmong([.. Layouts.Keys]);
    }

    private Option[] Thresholds => [_confidence, _iou, _classes, _layout];

    /// <param name="command">The command.</param>
    /// <param name="machine">Whether threads and device are the detector's alone.</param>
    public void AddTo(Command command, bool machine = true)
    {
        command.Add(_detector);
        foreach (Option option in machine ? [.. Thresholds, _threads, _device] : Thresholds)
            command.Add(option);
    }

    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_detector) is not null;

    /// <summary>Refuses all that says something of a detector where there is none.</summary>
    /// <exception cref="UsageException">It is given.</exception>
    public void RefuseVoid(ParseResult arguments)
    {
        if (!IsGiven(arguments))
            VoidOption.Refuse(arguments, "a --detector", Thresholds);
    }

    /// <summary>Loads the detector.</summary>
    /// <exception cref="UsageException">There is no such file, or an option is out of range.</exception>
    /// <exception cref="OnnxNetworkException">It is no detector.</exception>
    public Detector Load(ParseResult arguments)
    {
        FileInfo file = arguments.GetValue(_detector)!;
        if (!file.Exists)
            throw new UsageException($"--detector is '{file}', and there is no such file.");
        int? threads = arguments.GetResult(_threads) is null ? null : arguments.GetValue(_threads);
        if (threads is < 1 or > 1024)
            throw new UsageException($"--threads is {threads}; allowed: 1 to 1024.");
        var network = new DetectorOptions
        {
            Layout = arguments.GetValue(_layout) is { } layout ? Layouts[layout] : null,
            ClassNames = arguments.GetValue(_classes) is { } classes ? Names(classes) : null,
        };
        var options = new DetectionOptions
        {
            ConfidenceThreshold = arguments.GetValue(_confidence),
            IouThreshold = arguments.GetValue(_iou),
            NumberOfThreads = threads,
            GpuDeviceId = arguments.GetResult(_device) is null ? null : Device(arguments.GetRequiredValue(_device)),
        };
        return Detector.FromFile(file.FullName, network, options);
    }

    private static string[] Names(FileInfo file)
    {
        if (!file.Exists)
            throw new UsageException($"--detector-classes is '{file}', and there is no such file.");
        string[] names = [.. File.ReadLines(file.FullName).Select(l => l.Trim()).Where(l => l.Length > 0)];
        return names.Length > 0 ? names : throw new UsageException($"--detector-classes is '{file}', which names no class.");
    }

    private static int? Device(string device)
    {
        if (device == "cpu")
            return null;
        string[] parts = device.Split(':');
        return parts switch
        {
            ["cuda"] => 0,
            ["cuda", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id) => id,
            _ => throw new UsageException($"--device is '{device}'; allowed: cpu, cuda, cuda:N."),
        };
    }

    private static float Share(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 1)
            return value;
        result.AddError($"Option '{(result.Parent as OptionResult)?.Option.Name}' is '{text}'; allowed: 0 to 1.");
        return 0;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Images, a model, parts of features, and the commands that write files made of them.</summary>
internal sealed class FaultCommands : IDisposable
{
    public static readonly IReadOnlyList<string> Names = ["features", "merge", "predict", "train", "finetune", "compare"];

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<(string Folder, double Seconds)>> _undisturbed = new();

    static FaultCommands() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Shared.Dispose();

    public FaultCommands()
    {
        for (int i = 0; i < 24; i++)
        {
            string kind = i % 2 == 0 ? "even" : "odd";
            Directory.CreateDirectory(File($"images/{kind}"));
            _folder.Write(Path.Combine("images", kind, $"{i}.png"), TestImages.Png(1 + (i % 2), 20 + (i / 4), 20));
        }
    }

    /// <summary>Those of all tests that change no image.</summary>
    public static FaultCommands Shared { get; } = new();

    public string Images => File("images");

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    /// <summary>A list that names the images many times.</summary>
    public string List(int count)
    {
        string list = File($"{count}.txt");
        lock (_folder)
        {
            if (!System.IO.File.Exists(list))
            {
                string[] images = [.. Directory.GetFiles(Images, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
                System.IO.File.WriteAllLines(list, Enumerable.Range(0, count).Select(i => images[i % images.Length]));
            }
        }

        return list;
    }

    /// <summary>A command whose outputs go to a folder, with the same outputs each time.</summary>
    public string[] Command(string name, string folder) =>
        name switch
        {
            "features" =>
            [
                "features",
                "--images",
                List(2000),
                "--backbone",
                ToolRun.Network,
                "--out",
                Path.Combine(folder, "features.npy"),
            ],
            "merge" => ["merge", "--out", Path.Combine(folder, "parts.csv")],
            "predict" => ["predict", "--images", List(2000), "--backbone", ToolRun.Network, "--out", Path.Combine(folder, "predicted.csv")],
            "train" => [.. Training("train", folder), "--network", "LeNet5", "--size", "32", "--epochs", "40"],
            "finetune" => [.. Training("finetune", folder), "--backbone", ToolRun.Network, "--epochs", "40"],
            _ =>
            [
                "compare",
                "--images",
                Images,
                "--features",
                "pixels,color",
                "--folds",
                "2",
                "--repeats",
                "1",
                "--budget",
                "4trials",
                "--out",
                folder,
                "--out-model",
                Path.Combine(folder, "best.zip"),
            ],
        };

    /// <summary>Puts what a command reads beside its outputs into the folder.</summary>
    public void Prepare(string name, string folder)
    {
        if (name != "merge")
            return;
        for (int i = 1; i <= 2; i++)
        {
            string[] command = ["features", "--images", List(2000), "--backbone", ToolRun.Network, "--shard", $"{i}/2"];
            Assert.Equal(0, ToolRun.Of([.. command, "--out", Path.Combine(folder, "parts.csv")]).ExitCode);
        }
    }

    /// <summary>The folder with what a command makes when nothing disturbs it, for reading, and how long that takes.</summary>
    public (string Folder, double Seconds) Whole(string name) =>
        _undisturbed.GetOrAdd(name, n => new Lazy<(string, double)>(() => RunWhole(n))).Value;

    /// <summary>The files that a command makes; of a comparison those that come at its end.</summary>
    public static string[] Outputs(string name) =>
        name switch
        {
            "features" => ["features.npy", "features.txt"],
            "merge" => ["parts.csv"],
            "predict" => ["predicted.csv"],
            "train" or "finetune" => ["network.onnx", "model.zip", "state"],
            _ => ["report.html", "report.json", "report.csv", "best.zip"],
        };

    /// <summary>Fails unless a file is what the command makes when nothing disturbs it.</summary>
    public static void RequireWhole(string file, string undisturbed)
    {
        switch (Path.GetExtension(file))
        {
            case ".npy" or ".txt" or ".csv" or ".onnx" when Path.GetFileName(file) != "report.csv":
                Assert.Equal(System.IO.File.ReadAllBytes(undisturbed), System.IO.File.ReadAllBytes(file));
                break;
            case ".zip":
                using (new MLContext().Model.LoadImageModel(file))
                    break;
            case ".json":
                System.Text.Json.JsonDocument.Parse(System.IO.File.ReadAllBytes(file)).Dispose();
                break;
            case ".html":
                Assert.EndsWith("</html>", System.IO.File.ReadAllText(file).TrimEnd(), StringComparison.Ordinal);
                break;
        }
    }

    private (string Folder, double Seconds) RunWhole(string name)
    {
        string folder = Directory.CreateDirectory(File($"whole-{name}")).FullName;
        Prepare(name, folder);
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, ToolProcess.Run(Command(name, folder)).ExitCode);
        return (folder, watch.Elapsed.TotalSeconds);
    }

    private string[] Training(string command, string folder) =>
        [
            command,
            "--images",
            Images,
            "--batch-size",
            "4",
            "--threads",
            "1",
            "--onnx",
            Path.Combine(folder, "network.onnx"),
            "--out",
            Path.Combine(folder, "model.zip"),
            "--checkpoint",
            Path.Combine(folder, "state"),
        ];
}

using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary><c>mlconv evaluate --backbone</c>: a network judged on folders that are called like its classes.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private static readonly string[] Names = ["ant", "bee", "cat, tabby cat", "dog", "elk"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _labels;

    public EvaluateCommandTests()
    {
        _labels = _folder.File("names.txt");
        File.WriteAllLines(_labels, Names);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ant", "2", "tabby_cat")]
    [InlineData("0", "cat, tabby cat", "Tabby Cat")]
    public void Folders_are_names_or_numbers_of_classes(params string[] folders)
    {
        Photos(folders, each: 2);
        ToolRun run = Evaluate("--labels", _labels);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("6 images of 2 of the model's 5 classes.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("cat, tabby cat", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wasp", "No class is meant by the folder 'wasp' in ", "'wasp' is none of the 5 classes", "its number, 0 to 4")]
    [InlineData("5", "No class is meant by the folder '5' in ")]
    public void A_folder_that_is_no_class_is_named(string folder, params string[] parts)
    {
        Photos(["ant", folder], each: 1);
        Evaluate("--labels", _labels).AssertFailed(2, parts);
    }

    [Fact]
    public void Without_names_folders_are_numbers()
    {
        Photos(["0", "class 3"], each: 1);
        Assert.StartsWith("2 images of 2 of the model's 5 classes.", Evaluate().Output, StringComparison.Ordinal);
        Photos(["ant"], each: 1);
        Evaluate().AssertFailed(2, "the folder 'ant'", "0 to 4");
    }

    [Fact]
    public void Top_k_and_each_image_are_told_as_predict_says_them()
    {
        Photos(["ant", "bee", "dog"], each: 4);
        using JsonDocument json = JsonDocument.Parse(Evaluate("--labels", _labels, "--top-k", "2", "--json").Output);
        JsonElement root = json.RootElement;
        using JsonDocument predicted = JsonDocument.Parse(
            ToolRun.Of("predict", "--backbone", ToolRun.Network, "--labels", _labels, "--json", "--images", _folder.File("photos")).Output
        );
        Dictionary<string, string[]> ranked = predicted
            .RootElement.EnumerateArray()
            .ToDictionary(
                i => i.GetProperty("image").GetString()!,
                i => i.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToArray()
            );
        JsonElement[] results = [.. root.GetProperty("results").EnumerateArray()];

        Assert.Equal(12, results.Length);
        foreach (JsonElement result in results)
        {
            string[] names = ranked[result.GetProperty("image").GetString()!];
            Assert.Equal(names[0], result.GetProperty("predicted").GetString());
            Assert.Equal(1 + Array.IndexOf(names, result.GetProperty("label").GetString()), result.GetProperty("rank").GetInt32());
        }

        int[] ranks = [.. results.Select(r => r.GetProperty("rank").GetInt32())];
        Assert.Equal("multiclass", root.GetProperty("task").GetString());
        Assert.Equal(ranks.Average(r => r == 1 ? 1.0 : 0), root.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(2, root.GetProperty("topK").GetInt32());
        Assert.Equal(ranks.Average(r => r <= 2 ? 1.0 : 0), root.GetProperty("topKAccuracy").GetDouble(), 1e-12);
        Assert.Equal(ranks.Average(r => r <= 2 ? 0 : 1.0), root.GetProperty("topKError").GetDouble(), 1e-12);
        Assert.Equal(3, root.GetProperty("byClass").GetArrayLength());
    }

    [Theory]
    [InlineData("0", "allowed: 1 or more")]
    [InlineData("5", "--top-k is 5; allowed: 1 to 4")]
    public void A_top_k_that_says_nothing_is_refused(string topK, string message)
    {
        Photos(["0", "1"], each: 1);
        Evaluate("--top-k", topK).AssertFailed(2, message);
    }

    [Fact]
    public void Bad_images_are_counted()
    {
        Photos(["0", "1"], each: 2);
        _folder.Write("photos/0/broken.png", [1, 2, 3]);
        ToolRun run = Evaluate(),
            json = Evaluate("--json", "--skip-bad");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "4 images of 2 of the model's 5 classes. 1 images could not be read and were left out.",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("broken.png", run.Error, StringComparison.Ordinal);
        using JsonDocument read = JsonDocument.Parse(json.Output);
        Assert.Equal(
            (0, 4, 1),
            (json.ExitCode, read.RootElement.GetProperty("images").GetInt32(), read.RootElement.GetProperty("unread").GetInt32())
        );
        Assert.Contains(
            "broken.png",
            Assert
                .Single(read.RootElement.GetProperty("results").EnumerateArray(), r => r.TryGetProperty("error", out _))
                .GetProperty("error")
                .GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Give one of --model and --backbone")]
    [InlineData("Give one of --model and --backbone", "--model", "m.zip", "--backbone", "SqueezeNet11")]
    [InlineData("--column is given and would change nothing", "--backbone", "SqueezeNet11", "--column", "Photo")]
    [InlineData("a model has its own", "--model", "m.zip", "--labels", "imagenet")]
    [InlineData("--positive is 'ant', but the model tells 5 classes apart", "--backbone", "NETWORK", "--positive", "0")]
    public void What_would_change_nothing_is_refused(string message, params string[] arguments)
    {
        Photos(["0", "1"], each: 1);
        string[] command = ["evaluate", "--images", _folder.File("photos"), .. arguments.Select(a => a == "NETWORK" ? ToolRun.Network : a)];
        ToolRun.Of(command).AssertFailed(2, message.Replace("'ant'", "'0'", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void On_200_photos_first_and_first_five_are_those_of_onnx_runtime_with_pillow()
    {
        string network = SharedData.Require("models", "squeezenet1.1", "squeezenet1.1_fp32.onnx"),
            archive = SharedData.Require("data", "wildcats", "wildcats_7x120.tar");
        Dictionary<string, (int First, int Rank)> expected = File.ReadLines(
                Path.Combine(AppContext.BaseDirectory, "Data", "wildcats_ranks.csv")
            )
            .Skip(1)
            .Select(l => l.Split(','))
            .ToDictionary(c => c[0], c => (Number(c[1]), Number(c[2])));
        using (FileStream stream = File.OpenRead(archive))
        using (var tar = new TarReader(stream))
        {
            while (tar.GetNextEntry() is { } entry)
            {
                if (!expected.ContainsKey(entry.Name))
                    continue;
                // ImageNet's class is 'lion'.
                string photo = _folder.File(Path.Combine("cats", entry.Name.Replace("lions/", "lion/", StringComparison.Ordinal)));
                Directory.CreateDirectory(Path.GetDirectoryName(photo)!);
                entry.ExtractToFile(photo, overwrite: true);
            }
        }

        string[] command = ["evaluate", "--backbone", network, "--labels", "imagenet", "--images", _folder.File("cats")];
        using JsonDocument json = JsonDocument.Parse(ToolRun.Of([.. command, "--json"]).Output);
        JsonElement[] results = [.. json.RootElement.GetProperty("results").EnumerateArray()];

        Assert.Equal(200, expected.Count);
        Assert.Equal(200, results.Length);
        foreach (JsonElement result in results)
        {
            string name = Path.GetRelativePath(_folder.File("cats"), result.GetProperty("image").GetString()!).Replace('\\', '/');
            (int first, int rank) = expected[name.Replace("lion/", "lions/", StringComparison.Ordinal)];
            Assert.Equal((name, ImageNetClasses.Names[first]), (name, result.GetProperty("predicted").GetString()));
            Assert.Equal((name, Math.Min(rank, 6)), (name, Math.Min(result.GetProperty("rank").GetInt32(), 6)));
        }

        Assert.Equal(expected.Values.Average(e => e.Rank == 1 ? 1 : 0.0), json.RootElement.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(5, json.RootElement.GetProperty("topK").GetInt32());
        Assert.Equal(expected.Values.Average(e => e.Rank <= 5 ? 1 : 0.0), json.RootElement.GetProperty("topKAccuracy").GetDouble(), 1e-12);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private ToolRun Evaluate(params string[] more) =>
        ToolRun.Of(["evaluate", "--backbone", ToolRun.Network, "--images", _folder.File("photos"), .. more]);

    private void Photos(string[] folders, int each)
    {
        foreach (string folder in folders)
        {
            Directory.CreateDirectory(_folder.File($"photos/{folder}"));
            for (int i = 0; i < each; i++)
                _folder.Write($"photos/{folder}/{i}.png", TestImages.Png(folder.Length + (7 * i)));
        }
    }
}

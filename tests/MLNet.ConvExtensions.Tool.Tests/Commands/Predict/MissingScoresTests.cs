using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary>A network whose scores are no numbers for an image says nothing of it: told by name, with the others' answers kept.</summary>
public sealed class MissingScoresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(float.PositiveInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Features_that_are_no_numbers_are_not_written(params float[] biases)
    {
        OnnxNetwork body = OnnxNetwork.Load(ToolRun.Network).WithoutHead();
        int width = (int)body.Outputs[0].Shape![1]!.Value;
        string network = _folder.File("broken.onnx");
        body.WithDenseLayer("numbers", new float[width * biases.Length], biases).Save(network);
        Directory.CreateDirectory(_folder.File("photos"));
        _folder.Write("photos/a.png", TestImages.Png(1));
        string[] command =
        [
            "features",
            "--images",
            _folder.File("photos"),
            "--backbone",
            network,
            "--layer",
            "numbers",
            "--out",
            _folder.File("f.csv"),
        ];

        ToolRun.Of(command).AssertFailed(1, "a.png' are not all numbers");
        ToolRun.Of([.. command, "--skip-bad"]).AssertFailed(1, "None of the 1 images", "a.png' are not all numbers");
        Assert.False(File.Exists(_folder.File("f.csv")));
    }

    [Theory]
    [InlineData(float.NaN, 0f, 0f)]
    [InlineData(float.NaN, float.NaN, float.NaN)]
    [InlineData(0f, float.PositiveInfinity, 0f)]
    public void Every_image_is_named_with_what_was_found(params float[] biases)
    {
        OnnxNetwork body = OnnxNetwork.Load(ToolRun.Network).WithoutHead();
        int width = (int)body.Outputs[0].Shape![1]!.Value;
        string network = _folder.File("broken.onnx");
        body.WithDenseLayer("scores", new float[width * biases.Length], biases).Save(network);
        string[] images = [.. Enumerable.Range(0, 3).Select(i => _folder.Write($"photo{i}.png", TestImages.Png(i)))];
        string table = _folder.File("table.csv");

        ToolRun lines = ToolRun.Of(["predict", "--backbone", network, .. images]),
            json = ToolRun.Of(["predict", "--backbone", network, "--json", .. images]),
            written = ToolRun.Of(["predict", "--backbone", network, "--out", table, .. images]);

        foreach (ToolRun run in new[] { lines, json, written })
        {
            Assert.Equal(1, run.ExitCode);
            Assert.Equal(
                images,
                run.Error.TrimEnd()
                    .Split('\n')
                    .Select((line, i) => line.Contains($"'{images[i]}'", StringComparison.Ordinal) ? images[i] : line)
            );
            Assert.DoesNotContain("can't be read", run.Error, StringComparison.Ordinal);
        }

        Assert.Empty(lines.Output);
        using JsonDocument parsed = JsonDocument.Parse(json.Output);
        Assert.All(
            parsed.RootElement.EnumerateArray(),
            image => Assert.Contains("needed: a finite number", image.GetProperty("error").GetString(), StringComparison.Ordinal)
        );
        Assert.Equal(images.Select(i => $"{i},,,,,"), File.ReadAllLines(table).Skip(1));
    }
}

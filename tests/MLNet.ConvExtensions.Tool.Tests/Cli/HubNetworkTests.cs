using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Cli;

/// <summary>Networks of the hub by <c>--backbone hf:org/name@revision</c>.</summary>
public sealed class HubNetworkTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_that_the_cache_has_needs_no_hub()
    {
        string images = Directory.CreateDirectory(_folder.File("images")).FullName,
            snapshot = Directory.CreateDirectory(_folder.File($"models--org--net/snapshots/{Commit}")).FullName;
        File.WriteAllBytes(Path.Combine(images, "a.png"), TestImages.Png(1));
        Directory.CreateDirectory(Path.Combine(snapshot, "onnx"));
        File.Copy(ToolRun.Network, Path.Combine(snapshot, "onnx", "model.onnx"));
        File.WriteAllText(Path.Combine(snapshot, "config.json"), "{}");
        File.WriteAllText(
            Path.Combine(snapshot, "preprocessor_config.json"),
            """
            { "image_processor_type": "ViTImageProcessor", "size": 32, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225] }
            """
        );
        ToolRun run = Features("--backbone", $"hf:org/net@{Commit}");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(2, File.ReadAllLines(_folder.File("out.csv")).Length);
    }

    [Fact]
    public void A_network_that_the_cache_does_not_have_is_named()
    {
        Directory.CreateDirectory(_folder.File("images"));
        File.WriteAllBytes(_folder.File("images/a.png"), TestImages.Png(1));
        ToolRun run = Features("--backbone", "hf:org/net@v1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'config.json' of 'org/net' at revision 'v1' isn't in the hub's cache (", run.Error, StringComparison.Ordinal);
        Assert.Contains("and downloads are off.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_repository_is_an_error_of_usage()
    {
        ToolRun run = Features("--backbone", "hf:org/../net");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is no repository of the hub", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparisons_say_what_they_take_instead()
    {
        ToolRun run = ToolRun.Of("compare", "--images", _folder.Path, "--features", "conv:hf:org/net", "--out", _folder.File("out"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("of a network of the hub, name the ONNX file in the hub's cache", run.Error, StringComparison.Ordinal);
    }

    private ToolRun Features(params string[] network) =>
        ToolRun.Of([
            "features",
            "--images",
            _folder.File("images"),
            "--out",
            _folder.File("out.csv"),
            "--offline",
            "--cache",
            _folder.Path,
            .. network,
        ]);
}

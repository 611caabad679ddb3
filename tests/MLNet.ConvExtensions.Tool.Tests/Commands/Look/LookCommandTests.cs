using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Look;

public sealed class LookCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _out;

    public LookCommandTests()
    {
        _out = _folder.File("look");
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < 4; i++)
            _folder.Write($"photos/<{i}>.png", TestImages.Png(i, 40, 40));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Network_alone_is_drawn_with_its_kernels()
    {
        ToolRun run = Look(ToolRun.Network);
        Assert.Equal((0, "", Path.Combine(_out, "index.html") + "\n"), (run.ExitCode, run.Error, run.Output));
        Assert.Contains("graph.svg", Files());
        Assert.Contains("kernels-1.png", Files());
        Assert.DoesNotContain("activations.csv", Files());
        string page = File.ReadAllText(Path.Combine(_out, "index.html"));
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Feature maps", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Photos_show_feature_maps_and_what_excites_units()
    {
        ToolRun run = Look(ToolRun.Network, _folder.File("photos/<0>.png"), "--images", _folder.File("photos"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("4 images; ", run.Output, StringComparison.Ordinal);
        Assert.Contains("maps-1.png", Files());
        string[] lines = File.ReadAllLines(Path.Combine(_out, "activations.csv"));
        Assert.StartsWith("layer,unit,mean,deviation,min,max,active,dead,image 1,value 1", lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
        string page = File.ReadAllText(Path.Combine(_out, "index.html"));
        Assert.Contains("What excites units most", page, StringComparison.Ordinal);
        Assert.Contains("&lt;0&gt;.png", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<0>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_and_a_unit_can_be_named()
    {
        ToolRun run = Look(ToolRun.Network, "--images", _folder.File("photos"), "--layer", "conv1", "--unit", "1");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string page = File.ReadAllText(Path.Combine(_out, "index.html"));
        Assert.Contains("Unit 1:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Unit 0:", page, StringComparison.Ordinal);
        Assert.All(
            File.ReadAllLines(Path.Combine(_out, "activations.csv")).Skip(1),
            l => Assert.StartsWith("conv1,", l, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Architectures_are_drawn_with_a_word_on_their_weights()
    {
        ToolRun run = Look("LeNet5");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("LeNet5 is not pretrained: its weights are random.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_cannot_be_read_are_named_and_a_failure_unless_they_may_be_skipped()
    {
        _folder.Write("photos/broken.png", [1]);
        ToolRun run = Look(ToolRun.Network, "--images", _folder.File("photos"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broken.png", run.Error, StringComparison.Ordinal);
        Assert.Contains("4 images; 1 could not be read", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, Look(ToolRun.Network, "--images", _folder.File("photos"), "--skip-bad").ExitCode);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        string images = _folder.File("photos");
        Look("NoNet").AssertFailed(2, "'NoNet' is neither a file nor an architecture");
        Look(ToolRun.Network, "--unit", "1").AssertFailed(2, "--unit", "--images");
        Look(ToolRun.Network, "--layer", "conv1").AssertFailed(2, "--layer", "a photo or --images");
        Look(ToolRun.Network, "--images", images, "--unit", "999").AssertFailed(2, "--unit is 999; layer '", "has units 0 to ");
        Look(ToolRun.Network, "--images", images, "--layer", "classifier").AssertFailed(1, "Layer 'classifier'");
    }

    private ToolRun Look(params string[] arguments) => ToolRun.Of(["look", .. arguments, "--out", _out]);

    private string[] Files() => [.. Directory.GetFiles(_out).Select(f => Path.GetFileName(f)!)];
}

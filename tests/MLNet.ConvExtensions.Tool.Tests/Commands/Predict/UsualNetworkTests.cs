using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

/// <summary><c>mlconv predict photo.jpg</c> alone: a named network is asked, and says names.</summary>
public sealed class UsualNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_told_which_network_is_asked_and_where_it_is_missing()
    {
        string photo = _folder.Write("photo.png", TestImages.Png(1));
        ToolRun run = ToolRun.Of("predict", "--offline", "--cache", _folder.Path, photo);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        string[] lines = run.Error.TrimEnd().Split('\n');
        Assert.Equal("mlconv: No --model and no --backbone is given: MobileNetV2, trained on ImageNet, is asked.", lines[0]);
        Assert.Contains("mobilenetv2-7.onnx", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_a_thousand_classes_has_names_only_where_somebody_gives_them()
    {
        string network = _folder.File("mine.onnx"),
            photo = _folder.Write("photo.png", TestImages.Png(1));
        NetworkBuilder.Image(16, 16, 3, seed: 1).Conv(4, 3).GlobalAveragePool().Dense(1000).Build().Save(network);
        ToolRun plain = ToolRun.Of("predict", "--backbone", network, "--top", "1", photo),
            named = ToolRun.Of("predict", "--backbone", network, "--labels", "imagenet", "--top", "1", photo);

        Assert.Matches(@"  [0-9]+  class [0-9]+\n$", plain.Output);
        Assert.Contains("--labels imagenet names them", plain.Error, StringComparison.Ordinal);
        Assert.Equal("", named.Error);
        string number = plain.Output.TrimEnd().Split(' ')[^1];
        Assert.EndsWith(
            $"  {ImageNetClasses.Names[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)]}\n",
            named.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_of_imagenet_leave_the_background_out()
    {
        string network = _folder.File("mine.onnx"),
            photo = _folder.Write("photo.png", TestImages.Png(1));
        NetworkBuilder.Image(16, 16, 3, seed: 1).Conv(4, 3).GlobalAveragePool().Dense(1001).Build().Save(network);
        ToolRun run = ToolRun.Of("predict", "--backbone", network, "--labels", "imagenet", "--top", "1001", photo);

        Assert.Matches(@"     0  background\n", run.Output);
        Assert.Matches(@"     1  tench, Tinca tinca\n", run.Output);
        ToolRun
            .Of("predict", "--backbone", ToolRun.Network, "--labels", "imagenet", photo)
            .AssertFailed(1, "ImageNet has 1000 names", "5 categories");
    }
}

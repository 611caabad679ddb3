using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Cli;

/// <summary>Options that another one leaves without a meaning, in all commands that have such.</summary>
public sealed class VoidOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--offline", "a --backbone", "predict --model m.zip --offline PHOTO")]
    [InlineData("--cache", "a --backbone", "predict --model m.zip --cache PHOTOS PHOTO")]
    [InlineData("--mirror", "a --backbone", "predict --model m.zip --mirror https://example.org PHOTO")]
    [InlineData("--column", "a --model", "predict --backbone NETWORK --column Photo PHOTO")]
    [InlineData("--file-column", "--images", "predict --backbone NETWORK --file-column Photo PHOTO")]
    [InlineData("--cache", "a --backbone that is downloaded", "predict --backbone NETWORK --cache PHOTOS PHOTO")]
    [InlineData("--mirror", "a --backbone that is downloaded", "features --images PHOTOS --out o.csv --mirror https://example.org")]
    [InlineData("--cache", "a --backbone that is downloaded", "features --images PHOTOS --out o.csv --backbone embedded --cache c")]
    [InlineData("--mirror", "a --backbone that is downloaded", "finetune --images PHOTOS --backbone NETWORK --mirror https://example.org")]
    [InlineData("--cache", "a --backbone", "finetune --images PHOTOS --model m.zip --cache PHOTOS")]
    [InlineData("--offline", "a --backbone", "finetune --images PHOTOS --model m.zip --offline")]
    [InlineData("--group-by", "--images", "train --mnist PHOTOS --network LeNet5 --group-by folder")]
    [InlineData("--file-column", "--images", "train --cifar PHOTOS --network LeNet5 --file-column file")]
    [InlineData("--label-column", "--images", "train --mnist PHOTOS --network LeNet5 --label-column kind")]
    [InlineData("--group-column", "--images", "train --cifar PHOTOS --network LeNet5 --group-column animal")]
    public void It_is_refused_with_what_it_is_allowed_with(string option, string allowed, string command)
    {
        string photo = _folder.Write("photo.png", TestImages.Png(1));
        ToolRun
            .Of([
                .. command
                    .Split(' ')
                    .Select(a =>
                        a switch
                        {
                            "PHOTO" => photo,
                            "PHOTOS" => _folder.Path,
                            "NETWORK" => ToolRun.Network,
                            _ => a,
                        }
                    ),
            ])
            .AssertFailed(2, $"{option} is given and would change nothing; allowed with {allowed}.");
    }

    [Theory]
    [InlineData("--labels", "names.txt")]
    [InlineData("--output", "scores")]
    [InlineData("--bgr", "true")]
    public void A_model_has_its_own(string option, string value) =>
        ToolRun.Of("predict", "--model", "m.zip", option, value, "photo.png").AssertFailed(2, "a model has its own");

    [Fact]
    public void Offline_is_kept_to_where_nothing_is_downloaded_anyway() =>
        Assert.Equal(
            0,
            ToolRun.Of("predict", "--backbone", ToolRun.Network, "--offline", _folder.Write("photo.png", TestImages.Png(1))).ExitCode
        );
}

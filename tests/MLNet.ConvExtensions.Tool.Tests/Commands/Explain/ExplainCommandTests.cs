using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Explain;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _out;

    public ExplainCommandTests()
    {
        _out = _folder.File("why");
        foreach (string name in (string[])["dark/one.png", "dark/two.png", "light/<b>.png", "light/one.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File("photos/" + name))!);
            _folder.Write("photos/" + name, TestImages.Png(name.Length, 64, 48));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_image_has_an_overlay_and_its_numbers_and_a_place_on_the_page()
    {
        ToolRun run = Explain("--backbone", ToolRun.Network, "--images", _folder.File("photos"));
        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith($"4 images: {Path.Combine(_out, "index.html")}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "000001-one.npy",
                "000001-one.png",
                "000002-two.npy",
                "000002-two.png",
                "000003-_b_.npy",
                "000003-_b_.png",
                "000004-one.npy",
                "000004-one.png",
                "explanations.csv",
                "index.html",
            ],
            Directory.GetFiles(_out).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        string[] lines = File.ReadAllLines(Path.Combine(_out, "explanations.csv"));
        Assert.Equal("file,predicted,explained,probability,logit,bias,method,layer,overlay,map,left,top,width,height", lines[0]);
        Assert.Equal(["dark/one.png", "dark/two.png", "light/<b>.png", "light/one.png"], lines[1..].Select(l => l.Split(',')[0]));
        string page = File.ReadAllText(Path.Combine(_out, "index.html"));
        Assert.Contains("src=\"000003-_b_.png\"", page, StringComparison.Ordinal);
        Assert.Contains("light/&lt;b&gt;.png", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>.png", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gradcam")]
    [InlineData("saliency")]
    [InlineData("smoothgrad")]
    [InlineData("class-activation")]
    [InlineData("occlusion")]
    public void Every_method_explains_any_class(string method)
    {
        ToolRun run = Explain("--backbone", ToolRun.Network, "--method", method, "--class", "3", _folder.File("photos/dark/one.png"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(": class 3 0.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_models_are_explained_and_it_is_said_by_what()
    {
        string linear = Model(ml => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()),
            neighbors = Model(ml => ml.MulticlassClassification.Trainers.KNearestNeighbors(numberOfNeighbors: 2));
        ToolRun exact = Explain("--model", linear, _folder.File("photos/dark/one.png"));
        Assert.Equal((0, ""), (exact.ExitCode, exact.Error));
        Assert.Contains("class activation", File.ReadAllText(Path.Combine(_out, "explanations.csv")), StringComparison.Ordinal);
        ToolRun other = Explain("--model", neighbors, "--cells", "3", _folder.File("photos/dark/one.png"));
        Assert.Equal(0, other.ExitCode);
        Assert.Contains("It is explained by occlusion, which explains any model.", other.Error, StringComparison.Ordinal);
        Explain("--model", neighbors, "--method", "gradcam", _folder.File("photos/dark/one.png"))
            .AssertFailed(1, "GradCam can't explain it; Occlusion explains any model.");
        Explain("--model", linear, "--class", "green", _folder.File("photos/dark/one.png"))
            .AssertFailed(1, "There is no class 'green'", "'dark', 'light'");
    }

    [Fact]
    public void Images_that_cannot_be_read_are_named_and_a_failure_unless_they_may_be_skipped()
    {
        string broken = _folder.Write("photos/dark/broken.png", [1, 2]);
        ToolRun run = Explain("--backbone", ToolRun.Network, "--images", _folder.File("photos"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broken.png", run.Error, StringComparison.Ordinal);
        Assert.Contains("4 images; 1 images could not be read", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, Explain("--backbone", ToolRun.Network, "--skip-bad", "--images", _folder.File("photos")).ExitCode);
        ToolRun none = Explain("--backbone", ToolRun.Network, broken);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("None of the 1 images can be read", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        string photo = _folder.File("photos/dark/one.png");
        Explain(photo).AssertFailed(2, "Give one of --model and --backbone.");
        Explain("--backbone", ToolRun.Network).AssertFailed(2, "Name images");
        Explain("--backbone", ToolRun.Network, "--method", "occlusion", "--layer", "conv1", photo)
            .AssertFailed(2, "--layer is given and would change nothing; allowed with --method gradcam");
        Explain("--backbone", ToolRun.Network, "--method", "gradcam", "--cells", "4", photo)
            .AssertFailed(2, "--cells", "--method occlusion");
        Explain("--backbone", ToolRun.Network, "--cells", "1", photo).AssertFailed(2, "'--cells' is 1; allowed: 2 to 256");
        Explain("--backbone", ToolRun.Network, "--layer", "classifier", photo).AssertFailed(1, "Layer 'classifier'", "Grad-CAM needs maps");
        Explain("--backbone", ToolRun.Network, "--method", "magic", photo).AssertFailed(2, "magic");
        ToolRun.Of("explain", "--backbone", ToolRun.Network, "--out", photo, photo).AssertFailed(2, "--out", "which is a file");
    }

    private ToolRun Explain(params string[] arguments) => ToolRun.Of(["explain", "--out", _out, .. arguments]);

    private string Model(Func<MLContext, IEstimator<ITransformer>> trainer)
    {
        var ml = new MLContext(seed: 1);
        IDataView photos = ml.Data.LoadImageFolder(_folder.File("photos"));
        ITransformer model = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.Embedded))
            .Append(trainer(ml))
            .Fit(photos);
        string file = _folder.File(Path.GetRandomFileName() + ".zip");
        ml.Model.Save(model, photos.Schema, file);
        return file;
    }
}

using System.Net;
using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Predict;

public sealed class PredictCommandTests(GoldenPhotos photos) : IDisposable, IClassFixture<GoldenPhotos>
{
    private static readonly string[] Names = ["ant", "bee", "cat", "dog", "elk"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Categories_come_with_their_probabilities_best_first()
    {
        ToolRun run = Predict(["--labels", Labels(Names), Image(1), Image(2)]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[][] images = [.. run.Output.TrimEnd().Split('\n').Chunk(6)];
        Assert.Equal([Image(1), Image(2)], images.Select(i => i[0]));
        foreach (string[] image in images)
        {
            string[][] cells = [.. image[1..].Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            double[] probabilities = [.. cells.Select(c => double.Parse(c[0], System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(probabilities.OrderDescending(), probabilities);
            Assert.Equal(1, probabilities.Sum(), 0.001);
            Assert.All(cells, c => Assert.Equal(Names[int.Parse(c[1], System.Globalization.CultureInfo.InvariantCulture)], c[2]));
        }
    }

    [Fact]
    public void Json_has_the_same()
    {
        using JsonDocument json = JsonDocument.Parse(Predict(["--json", "--top", "2", "--labels", Labels(Names), Image(1)]).Output);
        JsonElement image = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(Image(1), image.GetProperty("image").GetString());
        JsonElement[] categories = [.. image.GetProperty("categories").EnumerateArray()];
        Assert.Equal(2, categories.Length);
        Assert.All(categories, c => Assert.Equal(Names[c.GetProperty("class").GetInt32()], c.GetProperty("name").GetString()));
        Assert.True(categories[0].GetProperty("probability").GetDouble() >= categories[1].GetProperty("probability").GetDouble());
    }

    [Fact]
    public void Without_labels_the_categories_are_numbers() =>
        Assert.Matches(@"\n  0\.\d{4} +[0-4]  class [0-4]\n$", Predict(["--top", "1", Image(1)]).Output);

    [Fact]
    public void Labels_may_begin_with_wordnet_ids_and_leave_the_background_out()
    {
        string labels = Labels(["n01440764 bee", "n01443537 cat, tabby cat", "n01484850 dog", "n01491361 elk"]);
        string output = Predict(["--labels", labels, Image(1)]).Output;
        Assert.Matches(@" 0  background\n", output);
        Assert.Matches(@" 2  cat, tabby cat\n", output);
    }

    [Fact]
    public void Labels_of_another_number_are_refused() =>
        Predict(["--labels", Labels(["one", "two"]), Image(1)]).AssertFailed(1, "has 2 names", "5 categories");

    [Fact]
    public void Labels_that_are_not_there_are_named() =>
        Predict(["--labels", _folder.File("gone.txt"), Image(1)]).AssertFailed(1, "gone.txt");

    [Theory]
    [InlineData("names", "{0: 'ant', 1: 'bee', 2: \"cat's\", 3: 'dog', 4: 'elk'}", "cat's")]
    [InlineData("classes", """["ant", "bee", "a cat", "dog", "elk"]""", "a cat")]
    [InlineData("labels", "ant\nbee\nthe cat\ndog\nelk", "the cat")]
    [InlineData("labels", """["ant", 1]""", "class 2")]
    [InlineData("names", "{0: 'ant'}", "class 2")]
    public void Labels_are_taken_from_the_file_s_notes(string key, string value, string second)
    {
        string network = _folder.File("noted.onnx");
        OnnxNetwork.Load(ToolRun.Network).WithMetadata(key, value).Save(network);
        Assert.Contains($" 2  {second}\n", ToolRun.Of("predict", "--backbone", network, Image(1)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Classes_are_found_whatever_outputs_stand_before_them(bool classifierFirst)
    {
        OnnxNetwork tiny = OnnxNetwork.Load(ToolRun.Network);
        string features = tiny.FindFeatureLayer().OutputName,
            classifier = tiny.Outputs[0].Name,
            network = _folder.File("two.onnx");
        tiny.WithOutputs(classifierFirst ? [classifier, features] : [features, classifier]).Save(network);
        string expected = Predict([Image(1)]).Output;
        Assert.Equal(expected, ToolRun.Of("predict", "--backbone", network, Image(1)).Output);
        Assert.Equal(expected, ToolRun.Of("predict", "--backbone", network, "--output", classifier, Image(1)).Output);
        Assert.NotEqual(expected, ToolRun.Of("predict", "--backbone", network, "--output", features, Image(1)).Output);
    }

    [Fact]
    public void Exported_networks_are_given_what_they_were_trained_on()
    {
        string network = Exported(
            new NetworkExport
            {
                Task = "Multiclass",
                Classes = Names,
                Preprocessing = new BackbonePreprocessing
                {
                    Width = 32,
                    Height = 32,
                    CropFraction = 1,
                    Interpolation = Interpolation.Bicubic,
                    Mean = [0.5f, 0.5f, 0.5f],
                    StandardDeviation = [0.25f, 0.25f, 0.25f],
                    BlueFirst = true,
                },
            }
        );
        ToolRun run = ToolRun.Of("predict", "--backbone", network, Image(1));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            Predict([
                "--crop",
                "1",
                "--interpolation",
                "bicubic",
                "--mean",
                "0.5",
                "--std",
                "0.25",
                "--bgr",
                "--labels",
                Labels(Names),
                Image(1),
            ]).Output,
            run.Output
        );
        Assert.NotEqual(Predict(["--labels", Labels(Names), Image(1)]).Output, run.Output);
    }

    [Theory]
    [InlineData("Regression", "was trained for Regression")]
    [InlineData("Features", "was trained for Features")]
    public void Exported_networks_that_tell_no_classes_apart_are_refused(string task, string part) =>
        ToolRun
            .Of(
                "predict",
                "--backbone",
                Exported(
                    new NetworkExport
                    {
                        Task = task,
                        Preprocessing = new BackbonePreprocessing { Width = 32, Height = 32 },
                    }
                ),
                Image(1)
            )
            .AssertFailed(1, part);

    [Fact]
    public void Exported_networks_of_one_logit_have_two_classes()
    {
        OnnxNetwork body = OnnxNetwork.Load(ToolRun.Network).WithoutHead();
        int width = (int)body.Outputs[0].Shape![1]!.Value;
        string network = Exported(
            new NetworkExport
            {
                Task = "Binary",
                Classes = ["False", "True"],
                Preprocessing = new BackbonePreprocessing { Width = 32, Height = 32 },
            },
            body.WithDenseLayer("logit", new float[width], [1])
        );
        string output = ToolRun.Of("predict", "--backbone", network, Image(1)).Output;
        Assert.Matches(@" 0\.7311 +1  True\n", output);
        Assert.Matches(@" 0\.2689 +0  False\n", output);
    }

    [SkippableFact]
    public void What_normalises_inside_is_told_of()
    {
        ToolRun run = ToolRun.Of("predict", "--backbone", SharedData.Require("cases", "18", "prep_inside.onnx"), Image(1));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("normalises pixels itself", run.Error, StringComparison.Ordinal);
    }

    private string Exported(NetworkExport export, OnnxNetwork? network = null)
    {
        string file = _folder.File("exported.onnx");
        OnnxNetwork noted = (network ?? OnnxNetwork.Load(ToolRun.Network)).WithMetadata(
            NetworkExport.Key,
            JsonSerializer.Serialize(export)
        );
        (export.Classes is null ? noted : noted.WithMetadata("classes", JsonSerializer.Serialize(export.Classes))).Save(file);
        return file;
    }

    [Fact]
    public void A_bad_image_costs_only_its_own_line()
    {
        ToolRun run = Predict(["--top", "1", _folder.Write("bad.png", [1, 2, 3]), Image(1), _folder.File("gone.png")]);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("bad.png", run.Error, StringComparison.Ordinal);
        Assert.Contains("gone.png", run.Error, StringComparison.Ordinal);
        Assert.StartsWith(Image(1) + "\n", run.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Predict(["--json", _folder.File("bad.png")]).Output);
        Assert.Contains("bad.png", json.RootElement[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Preprocessing_can_be_replaced()
    {
        string usual = Predict([Image(1)]).Output;
        Assert.Equal(
            usual,
            Predict([
                "--mean",
                "0.485,0.456,0.406",
                "--std",
                "0.229,0.224,0.225",
                "--crop",
                "0.875",
                "--interpolation",
                "Bilinear",
                Image(1),
            ]).Output
        );
        Assert.Equal(usual, Predict(["--mean", "123.675,116.28,103.53", "--std", "58.395,57.12,57.375", Image(1)]).Output);
        Assert.NotEqual(usual, Predict(["--bgr", Image(1)]).Output);
        Assert.NotEqual(usual, Predict(["--mean", "0.5", Image(1)]).Output);
    }

    [Theory]
    [InlineData("--mean", "1,2", "three")]
    [InlineData("--mean", "a", "'a'")]
    [InlineData("--top", "0", "1 or more")]
    [InlineData("--mirror", "elsewhere", "http")]
    public void Wrong_options_fail_with_2(string option, string value, string part) =>
        Predict([option, value, Image(1)]).AssertFailed(2, option, value, part);

    [Fact]
    public void Wrong_preprocessing_fails_with_1() => Predict(["--std", "0", Image(1)]).AssertFailed(1, "StandardDeviation");

    [Fact]
    public void Another_size_than_the_file_says_is_taken_and_told_of()
    {
        ToolRun run = Predict(["--size", "64", Image(1)]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("is for images of 32 x 32; it is given 64 x 64", run.Error);
    }

    [Fact]
    public void No_image_fails_with_2() => Assert.Equal(2, Predict([]).ExitCode);

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() =>
        ToolRun.Of("predict", "--backbone", "resnet49", Image(1)).AssertFailed(2, "'resnet49'", "'ResNet50'");

    [Fact]
    public void A_named_network_that_is_not_there_says_where_to_put_it() =>
        ToolRun
            .Of("predict", "--backbone", "resnet-50", "--offline", "--cache", _folder.Path, Image(1))
            .AssertFailed(1, _folder.File("resnet50-v1-12.onnx"), Backbone.ResNet50.Record!.Sha256!);

    [Fact]
    public void A_mirror_that_has_something_else_is_refused()
    {
        using LoopbackServer server = LoopbackServer.Of(File.ReadAllBytes(ToolRun.Network));
        ToolRun
            .Of("predict", "--backbone", "SqueezeNet11", "--mirror", server.Address("onnx").ToString(), "--cache", _folder.Path, Image(1))
            .AssertFailed(1, "offers", "4,956,208");
        Assert.Equal(["/onnx/squeezenet1.1-7.onnx"], server.Requests);
    }

    [Fact]
    public void A_mirror_without_the_file_is_named()
    {
        using var server = new LoopbackServer((context, _) => LoopbackServer.Refuse(context, HttpStatusCode.NotFound));
        ToolRun
            .Of("predict", "--backbone", "SqueezeNet11", "--mirror", server.Address("").ToString(), "--cache", _folder.Path, Image(1))
            .AssertFailed(1, "404", server.Address("squeezenet1.1-7.onnx").ToString());
    }

    [SkippableFact]
    public void Squeezenet_tells_cats_from_dogs_on_real_photos() =>
        AssertTellsCatsFromDogs(
            7,
            SharedData.Require("models", "squeezenet1.1", "squeezenet1.1_fp32.onnx"),
            "imagenet_labels_1000.txt",
            []
        );

    [SkippableFact]
    public void Mobilenet_with_its_own_preprocessing_tells_cats_from_dogs_on_real_photos() =>
        AssertTellsCatsFromDogs(
            10,
            SharedData.Require("models", "mobilenetv2", "mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx"),
            "imagenet_labels_1001_background_first.txt",
            ["--mean", "128", "--std", "128"]
        );

    /// <summary>
    /// In ImageNet's order the dogs are 151 to 268 and the domestic cats 281 to 285; one further with a background in front.
    /// </summary>
    private void AssertTellsCatsFromDogs(int atLeast, string network, string labels, string[] options)
    {
        string names = SharedData.Require("models", "imagenet-labels", labels);
        string[] images = [.. photos.Paths.Where(p => p.Contains("catdog", StringComparison.Ordinal))];
        int background = File.ReadLines(names).Count() - 1000;
        ToolRun run = ToolRun.Of(["predict", "--backbone", network, "--labels", names, "--json", "--top", "3", .. options, .. images]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        int right = json
            .RootElement.EnumerateArray()
            .Count(image =>
            {
                bool dog = image.GetProperty("image").GetString()!.Contains("dog.", StringComparison.Ordinal);
                return image
                    .GetProperty("categories")
                    .EnumerateArray()
                    .Select(c => c.GetProperty("class").GetInt32() - background)
                    .Any(c => dog ? c is >= 151 and <= 268 : c is >= 281 and <= 285);
            });
        Assert.InRange(right, atLeast, images.Length);
    }

    private static ToolRun Predict(string[] arguments) => ToolRun.Of(["predict", "--backbone", ToolRun.Network, .. arguments]);

    private string Image(int seed)
    {
        string path = _folder.File($"image{seed}.png");
        return File.Exists(path) ? path : _folder.Write($"image{seed}.png", TestImages.Png(seed));
    }

    private string Labels(string[] names)
    {
        File.WriteAllLines(_folder.File("labels.txt"), names);
        return _folder.File("labels.txt");
    }
}

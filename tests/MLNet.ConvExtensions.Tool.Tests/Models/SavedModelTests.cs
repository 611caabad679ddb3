using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Models;

/// <summary><c>mlconv evaluate</c> and <c>mlconv predict --model</c> on models of commands and of programs.</summary>
public sealed class SavedModelTests : IClassFixture<SavedModelTests.Models>, IDisposable
{
    private readonly Models _models;
    private readonly TemporaryFolder _folder = new();

    public SavedModelTests(Models models) => _models = models;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tuned.zip")]
    [InlineData("trained.zip")]
    [InlineData("program.zip")]
    [InlineData("named.zip")]
    [InlineData("encoded.zip")]
    public void A_model_of_a_command_or_of_a_program_is_judged_by_the_names_of_its_classes(string model)
    {
        ToolRun run = Evaluate(model, "images");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("24 images of 3 of the model's 3 classes.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Accuracy on these images: 1.0000, by class 1.0000", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n +ant \|\| +8 \|", run.Output);
    }

    [Fact]
    public void Folders_with_fewer_classes_are_judged_and_each_class_counts_alike()
    {
        // Of eight ants two are in the bees' folder.
        foreach (int i in Enumerable.Range(0, 8))
        {
            string folder = i < 2 ? "bee" : "ant";
            Directory.CreateDirectory(_folder.File($"some/{folder}"));
            File.Copy(_models.File($"images/ant/{i}.png"), _folder.File($"some/{folder}/{i}.png"));
        }

        foreach (int i in Enumerable.Range(0, 2))
            File.Copy(_models.File($"images/bee/{i}.png"), _folder.File($"some/bee/b{i}.png"));
        string output = ToolRun.Of("evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("some")).Output;

        Assert.StartsWith("10 images of 2 of the model's 3 classes.", output, StringComparison.Ordinal);
        Assert.Contains("Accuracy on these images: 0.8000, by class 0.7500", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_the_model_does_not_know_are_named()
    {
        Directory.CreateDirectory(_folder.File("more/elk"));
        File.Copy(_models.File("images/ant/0.png"), _folder.File("more/elk/0.png"));

        ToolRun
            .Of("evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("more"))
            .AssertFailed(2, "doesn't know 'elk'; its classes are 'ant', 'bee', 'cat'");
    }

    [Fact]
    public void An_image_that_cannot_be_read_ends_the_judgement_and_is_named()
    {
        Directory.CreateDirectory(_folder.File("bad/ant"));
        File.Copy(_models.File("images/ant/0.png"), _folder.File("bad/ant/0.png"));
        _folder.Write("bad/ant/broken.png", [1, 2, 3]);

        ToolRun.Of("evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("bad")).AssertFailed(1, "broken.png");
    }

    [Theory]
    [InlineData("ant/broken.png")]
    [InlineData("ant/0.png", "bee/1.png", "cat/2.png")]
    [InlineData("ant/0.png", "ant/1.png", "ant/2.png", "ant/3.png")]
    public void Images_that_cannot_be_read_are_left_out_where_that_is_asked_for(params string[] bad)
    {
        foreach (string kind in new[] { "ant", "bee", "cat" })
        {
            Directory.CreateDirectory(_folder.File($"some/{kind}"));
            foreach (int i in Enumerable.Range(0, 4))
                File.Copy(_models.File($"images/{kind}/{i}.png"), _folder.File($"some/{kind}/{i}.png"));
        }

        foreach (string image in bad)
            _folder.Write($"some/{image}", [1, 2, 3]);
        string[] command = ["evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("some"), "--group-by", "folder"];
        ToolRun run = ToolRun.Of([.. command, "--skip-bad"]);

        int read = Directory.GetFiles(_folder.File("some"), "*.png", SearchOption.AllDirectories).Length - bad.Length;
        int classes = bad.Count(b => b.StartsWith("ant", StringComparison.Ordinal)) == 4 ? 2 : 3;
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            $"{read} images of {classes} of the model's 3 classes. {bad.Length} images could not be read and were left out.",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("Accuracy on these images: 1.0000", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Accuracy by group: mean 1.0000 of {classes} groups", run.Output, StringComparison.Ordinal);
        Assert.Equal(bad.Length, run.Error.TrimEnd().Split('\n').Length);
        Assert.All(bad, image => Assert.Contains(Path.GetFileName(image), run.Error, StringComparison.Ordinal));
        Assert.Equal(1, ToolRun.Of(command).ExitCode);
    }

    [Fact]
    public void Where_no_image_can_be_read_nothing_is_judged()
    {
        Directory.CreateDirectory(_folder.File("bad/ant"));
        _folder.Write("bad/ant/broken.png", [1, 2, 3]);
        ToolRun run = ToolRun.Of("evaluate", "--model", _models.File("tuned.zip"), "--images", _folder.File("bad"), "--skip-bad");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("None of the 1 images can be read", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tuned.zip")]
    [InlineData("program.zip")]
    [InlineData("encoded.zip")]
    public void Classes_come_with_their_probabilities_best_first(string model)
    {
        ToolRun run = ToolRun.Of(
            "predict",
            "--model",
            _models.File(model),
            _models.File("images/bee/3.png"),
            _models.File("images/cat/5.png")
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[][] images = [.. run.Output.TrimEnd().Split('\n').Chunk(4)];
        Assert.Equal(
            [
                ["1", "bee"],
                ["2", "cat"],
            ],
            images.Select(i => i[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])
        );
        Assert.All(
            images,
            i =>
                Assert.Equal(
                    1,
                    i[1..].Sum(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)),
                    0.001
                )
        );
    }

    [Fact]
    public void Classes_that_are_numbers_are_named_by_them() =>
        Assert.Matches(
            @" 2  12\n$",
            ToolRun.Of("predict", "--model", _models.File("codes.zip"), "--top", "1", _models.File("images/cat/2.png")).Output
        );

    [Fact]
    public void A_bad_image_costs_only_its_own_line()
    {
        ToolRun run = ToolRun.Of(
            "predict",
            "--model",
            _models.File("tuned.zip"),
            "--top",
            "1",
            _folder.Write("bad.png", [1, 2, 3]),
            _models.File("images/ant/1.png"),
            _folder.File("gone.png")
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("bad.png", run.Error, StringComparison.Ordinal);
        Assert.Contains("gone.png", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"ant/1\.png\n  0\.\d{4}     0  ant\n$", run.Output);
        using JsonDocument json = JsonDocument.Parse(
            ToolRun.Of("predict", "--model", _models.File("tuned.zip"), "--json", _folder.File("bad.png")).Output
        );
        Assert.Contains("bad.png", json.RootElement[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_says_yes_or_no_is_judged_by_the_folder_that_is_yes()
    {
        string[] command = ["evaluate", "--model", _models.File("binary.zip"), "--images", _models.File("images")];

        Assert.Contains("Accuracy on these images: 1.0000", ToolRun.Of([.. command, "--positive", "bee"]).Output, StringComparison.Ordinal);
        Assert.Contains("Accuracy on these images: 0.3333", ToolRun.Of([.. command, "--positive", "ant"]).Output, StringComparison.Ordinal);
        ToolRun.Of(command).AssertFailed(2, "its classes are 'false', 'true'", "--positive");
        ToolRun.Of([.. command, "--positive", "elk"]).AssertFailed(2, "--positive is 'elk'; the folders are ant, bee, cat");
        Assert.Matches(
            @"\n  [01]\.\d{4}     1  true\n",
            ToolRun.Of("predict", "--model", _models.File("binary.zip"), _models.File("images/bee/0.png")).Output
        );
    }

    [Fact]
    public void What_is_no_model_or_no_classifier_is_refused()
    {
        string image = _models.File("images/ant/0.png");
        ToolRun.Of("predict", "--model", _folder.File("gone.zip"), image).AssertFailed(1, "gone.zip");
        ToolRun.Of("predict", "--model", _folder.Write("text.zip", [1, 2, 3]), image).AssertFailed(1, "text.zip", "can't be loaded");
        ToolRun.Of("predict", "--model", _models.File("features.zip"), image).AssertFailed(1, "no column 'Score'", "'Features'");
        ToolRun
            .Of("predict", "--model", _models.File("vectors.zip"), image)
            .AssertFailed(1, "'Features' (Vector<Single, 3>)", "needed: one column of images");
    }

    [Fact]
    public void The_column_of_images_is_the_one_that_predictions_depend_on()
    {
        string image = _models.File("images/cat/0.png");
        Assert.Matches(@" 2  cat\n", ToolRun.Of("predict", "--model", _models.File("several.zip"), "--top", "1", image).Output);
        Assert.Matches(
            @" 2  cat\n",
            ToolRun.Of("predict", "--model", _models.File("several.zip"), "--column", "Shot", "--top", "1", image).Output
        );
        ToolRun
            .Of("predict", "--model", _models.File("several.zip"), "--column", "Place", image)
            .AssertFailed(1, "predicts from 'Shot' (String); needed: the column 'Place' of images");
    }

    [Fact]
    public void Exactly_one_of_model_and_backbone_is_wanted()
    {
        string image = _models.File("images/cat/0.png");
        ToolRun.Of("predict", image).AssertFailed(2, "Give one of --model and --backbone");
        ToolRun
            .Of("predict", "--model", _models.File("tuned.zip"), "--backbone", ToolRun.Network, image)
            .AssertFailed(2, "Give one of --model and --backbone");
        ToolRun.Of("predict", "--model", _models.File("tuned.zip"), "--mean", "0.5", image).AssertFailed(2, "a model has its own");
    }

    private ToolRun Evaluate(string model, string images) =>
        ToolRun.Of("evaluate", "--model", _models.File(model), "--images", _models.File(images));

    /// <summary>Images of three kinds, and models of all sorts that tell them apart.</summary>
    public sealed class Models : IDisposable
    {
        private static readonly string[] Kinds = ["ant", "bee", "cat"];

        private readonly TemporaryFolder _folder = new();

        public Models()
        {
            for (int i = 0; i < 24; i++)
            {
                Directory.CreateDirectory(File($"images/{Kinds[i % 3]}"));
                _folder.Write($"images/{Kinds[i % 3]}/{i / 3}.png", TestImages.Png(1 + (i % 3), 20 + (i / 3), 20));
            }

            string[] common = ["--images", File("images"), "--test", "0", "--batch-size", "8", "--threads", "1"];
            Assert.Equal(
                0,
                ToolRun
                    .Of([
                        "finetune",
                        "--backbone",
                        ToolRun.Network,
                        "--strategy",
                        "full",
                        "--stage-rate-factor",
                        "1",
                        "--learning-rate",
                        "0.01",
                        "--epochs",
                        "12",
                        "--out",
                        File("tuned.zip"),
                        .. common,
                    ])
                    .ExitCode
            );
            Assert.Equal(
                0,
                ToolRun
                    .Of(["train", "--network", "LeNet5", "--size", "16", "--epochs", "10", "--out", File("trained.zip"), .. common])
                    .ExitCode
            );
            SaveOfPrograms();
        }

        public string File(string name) => _folder.File(name);

        public void Dispose() => _folder.Dispose();

        private void SaveOfPrograms()
        {
            var ml = new MLContext(1);
            Row[] rows =
            [
                .. Kinds.SelectMany(k =>
                    Enumerable
                        .Range(0, 8)
                        .Select(i => new Row
                        {
                            Kind = k,
                            Photo = File($"images/{k}/{i}.png"),
                            Bytes = System.IO.File.ReadAllBytes(File($"images/{k}/{i}.png")),
                            IsBee = k == "bee",
                            Code = 10 + Array.IndexOf(Kinds, k),
                        })
                ),
            ];
            IDataView all = ml.Data.LoadFromEnumerable(rows);
            var features = ml.Transforms.ConvFeatures("Features", "Photo", ToolRun.Network);
            var keys = ml.Transforms.Conversion.MapValueToKey(
                "Label",
                nameof(Row.Kind),
                keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue
            );
            var learned = ml
                .Transforms.NormalizeMeanVariance("Features")
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
            IDataView plain = ml.Transforms.SelectColumns(nameof(Row.Photo), nameof(Row.Kind)).Fit(all).Transform(all);

            // The label is needed under its own name, and predictions are text again.
            IDataView usual = Renamed(ml, all, "ImagePath", "Label");
            Save(
                ml,
                usual,
                "program.zip",
                ml.Transforms.Conversion.MapValueToKey(
                        "Label",
                        keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue
                    )
                    .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", ToolRun.Network))
                    .Append(learned)
                    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            );
            Save(
                ml,
                Renamed(ml, all, "Photo", "Label"),
                "named.zip",
                ml.Transforms.Conversion.MapValueToKey(
                        "Label",
                        keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue
                    )
                    .Append(features)
                    .Append(learned)
            );
            // Neither column is the one that the stage reads.
            Save(
                ml,
                Renamed(ml, all, "Shot", "Place"),
                "several.zip",
                ml.Transforms.Conversion.MapValueToKey(
                        "Label",
                        "Place",
                        keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue
                    )
                    .Append(ml.Transforms.CopyColumns("Photo", "Shot"))
                    .Append(features)
                    .Append(learned)
            );
            IDataView bytes = ml.Transforms.SelectColumns(nameof(Row.Bytes), nameof(Row.Kind)).Fit(all).Transform(all);
            Save(
                ml,
                bytes,
                "encoded.zip",
                keys.Append(ml.Transforms.ConvFeatures("Features", nameof(Row.Bytes), ToolRun.Network)).Append(learned)
            );
            IDataView yes = ml.Transforms.SelectColumns(nameof(Row.Photo), nameof(Row.IsBee)).Fit(all).Transform(all);
            Save(
                ml,
                yes,
                "binary.zip",
                features
                    .Append(ml.Transforms.NormalizeMeanVariance("Features"))
                    .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression(nameof(Row.IsBee)))
            );
            IDataView codes = ml.Transforms.SelectColumns(nameof(Row.Photo), nameof(Row.Code)).Fit(all).Transform(all);
            Save(
                ml,
                codes,
                "codes.zip",
                ml.Transforms.Conversion.MapValueToKey(
                        "Label",
                        nameof(Row.Code),
                        keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue
                    )
                    .Append(features)
                    .Append(learned)
            );
            Save(ml, plain, "features.zip", keys.Append(features));
            IDataView vectors = ml.Data.LoadFromEnumerable(
                Enumerable.Range(0, 9).Select(i => new Vector { Label = Kinds[i % 3], Features = [i % 3, i, 1] })
            );
            Save(
                ml,
                vectors,
                "vectors.zip",
                ml.Transforms.Conversion.MapValueToKey("Key", "Label")
                    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key"))
            );
        }

        private static IDataView Renamed(MLContext ml, IDataView all, string photo, string kind)
        {
            IDataView copied = ml
                .Transforms.CopyColumns(photo, nameof(Row.Photo))
                .Append(ml.Transforms.CopyColumns(kind, nameof(Row.Kind)))
                .Fit(all)
                .Transform(all);
            return ml.Transforms.SelectColumns(kind, photo).Fit(copied).Transform(copied);
        }

        private void Save(MLContext ml, IDataView data, string name, IEstimator<ITransformer> estimator)
        {
            ITransformer model = estimator.Fit(data);
            ml.Model.Save(model, data.Schema, File(name));
            (model as IDisposable)?.Dispose();
        }

        private sealed class Row
        {
            public string Photo { get; set; } = "";

            public byte[] Bytes { get; set; } = [];

            public string Kind { get; set; } = "";

            public bool IsBee { get; set; }

            public int Code { get; set; }
        }

        private sealed class Vector
        {
            public string Label { get; set; } = "";

            [VectorType(3)]
            public float[] Features { get; set; } = [];
        }
    }
}

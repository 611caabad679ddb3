using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Models;

/// <summary>Images of three kinds, and models of all sorts that tell them apart.</summary>
public sealed class SavedModels : IDisposable
{
    private static readonly string[] Kinds = ["ant", "bee", "cat"];

    private readonly TemporaryFolder _folder = new();

    public SavedModels()
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
            ToolRun.Of(["train", "--network", "LeNet5", "--size", "16", "--epochs", "10", "--out", File("trained.zip"), .. common]).ExitCode
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
        var learned = ml.Transforms.NormalizeMeanVariance("Features").Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
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
            ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key"))
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

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Stages.Trained;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>Saving and loading leave no copies of networks among the temporary files.</summary>
public sealed class TemporaryFilesTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    /// <summary>Stands in the network, and in copies of it.</summary>
    private readonly string _mark = $"mark-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_features() =>
        Check(Rows(), _ml.Transforms.ConvFeatures("Features", "Image", Backbone.FromFile(Network(), Tiny.Preprocessing)));

    [Fact]
    public void Of_hand_crafted_features() =>
        Check(Rows(), _ml.Transforms.HandCraftedFeatures(new() { InputColumnName = "Image", OutputColumnName = _mark }));

    [Fact]
    public void Of_neighbours()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 9).Select(i => new Labelled { Features = [i, i % 3], Label = $"{_mark}{i % 3}" }).ToList()
        );
        Check(rows, _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.MulticlassClassification.Trainers.KNearestNeighbors()));
    }

    [Fact]
    public void Of_a_trained_network()
    {
        OnnxNetwork network = TrainedNetworks.Colours.Build().WithMetadata("mark", _mark);
        string photo = _folder.Write("photo.png", TestImages.Png(1));
        IDataView rows = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 3).Select(i => new LabelledPath { Image = photo, Label = $"{_mark}{i}" }).ToList()
        );
        Check(
            rows,
            _ml.Transforms.Conversion.MapValueToKey("Label")
                .Append(new FixedNetworkTrainer(ModelTask.Multiclass, network, "Image", TrainedNetworks.Preprocessing))
        );
    }

    [Fact]
    public void Of_an_export()
    {
        IDataView rows = Rows();
        using ConvFeaturesTransformer stage = _ml
            .Transforms.ConvFeatures("Features", "Image", Backbone.FromFile(Network(), Tiny.Preprocessing))
            .Fit(rows);
        _ml.Model.ExportOnnx(stage, rows.Schema, _folder.File("exported.onnx"));
        Assert.Empty(Copies());
    }

    private void Check<T>(IDataView data, IEstimator<T> pipeline)
        where T : class, ITransformer
    {
        ITransformer model = pipeline.Fit(data);
        for (int i = 0; i < 3; i++)
            _ml.Model.Save(model, data.Schema, _folder.File("model.zip"));
        ITransformer loaded = _ml.Model.LoadWithConvFeatures(_folder.File("model.zip"), out _);
        (loaded as IDisposable)?.Dispose();
        (model as IDisposable)?.Dispose();
        Assert.Empty(Copies());
    }

    private IDataView Rows() => _ml.Data.LoadFromEnumerable([new PathRow { Image = _folder.Write("photo.png", TestImages.Png(1)) }]);

    private string Network()
    {
        string file = _folder.File("network.onnx");
        OnnxNetwork.Load(Tiny.File).WithMetadata("mark", _mark).Save(file);
        return file;
    }

    /// <summary>The temporary files with the mark, but for those of this test.</summary>
    private string[] Copies() =>
        [
            .. Directory
                .EnumerateFiles(
                    Path.GetTempPath(),
                    "*",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        MaxRecursionDepth = 1,
                        IgnoreInaccessible = true,
                    }
                )
                .Where(file => !file.StartsWith(_folder.Path, StringComparison.Ordinal) && HasMark(file)),
        ];

    private bool HasMark(string file)
    {
        try
        {
            var about = new FileInfo(file);
            return about.Length is > 0 and < 10_000_000
                && about.LastWriteTimeUtc > DateTime.UtcNow.AddMinutes(-10)
                && File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(_mark)) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }

    private sealed class LabelledPath
    {
        public string Image { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Labelled
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }
}

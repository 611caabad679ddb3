using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Stages.Trained;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Features;

/// <summary>
/// Pixels as ML.NET's ExtractPixels gives them, in planes or interleaved: the type of the column says which, and the same comes of both.
/// </summary>
public sealed class PixelLayoutTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("conv", 32, 32)]
    [InlineData("conv", 24, 36)]
    [InlineData("conv", 36, 20)]
    [InlineData("crafted", 32, 32)]
    [InlineData("crafted", 24, 36)]
    [InlineData("crafted", 36, 20)]
    [InlineData("trained", 32, 32)]
    [InlineData("trained", 24, 36)]
    [InlineData("trained", 36, 20)]
    public void Interleaved_pixels_give_what_planes_give_also_after_saving(string kind, int width, int height)
    {
        IDataView data = Pixels(width, height);
        Assert.Equal([height, width, 3], ((VectorDataViewType)data.Schema["Mixed"].Type).Dimensions.ToArray());
        ITransformer planes = Estimator(kind, "Planes", width, height).Fit(data),
            mixed = Estimator(kind, "Mixed", width, height).Fit(data);
        string output = kind == "trained" ? "Score" : "Features";
        float[][] expected = Read(planes, data, output);
        Assert.Equal(expected, Read(mixed, data, output));

        _context.Model.Save(mixed, data.Schema, _folder.File("model.zip"));
        var plain = new MLContext();
        plain.ComponentCatalog.RegisterAssembly(typeof(HandCraftedFeaturesEstimator).Assembly);
        foreach (
            ITransformer loaded in new[]
            {
                plain.Model.Load(_folder.File("model.zip"), out _),
                plain.Model.LoadWithConvFeatures(_folder.File("model.zip"), out _),
            }
        )
        {
            float[][] actual = Read(loaded, data, output);
            for (int i = 0; i < expected.Length; i++)
                Ort.AssertClose(expected[i], actual[i]);
            (loaded as IDisposable)?.Dispose();
        }
    }

    [Theory]
    [InlineData("conv", 24, 36, new[] { 3, 24, 36 })]
    [InlineData("conv", 24, 36, new[] { 36 * 24, 3 })]
    [InlineData("crafted", 24, 36, new[] { 24, 3, 36 })]
    [InlineData("conv", 3, 3, new[] { 3, 3, 3 })]
    [InlineData("trained", 24, 36, new[] { 24, 36, 3 })]
    public void Axes_that_fit_neither_order_or_both_are_refused(string kind, int width, int height, int[] axes)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Mixed)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, axes);
        IDataView data = _context.Data.LoadFromEnumerable([new Row { Mixed = new float[3 * width * height] }], schema);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Estimator(kind, "Mixed", width, height).Fit(data));
        Assert.Contains("Column 'Mixed' has type", error.Message, StringComparison.Ordinal);
        Assert.Contains($"3, {height}, {width} (planes) or {height}, {width}, 3 (interleaved)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_order_than_when_it_was_fitted_is_refused()
    {
        IDataView data = Pixels(24, 36);
        ITransformer fitted = Estimator("conv", "Planes", 24, 36).Fit(data);
        IDataView other = _context.Transforms.CopyColumns("Planes", "Mixed").Fit(data).Transform(data);
        Assert.Contains(
            "when this transformer was fitted",
            Assert.Throws<ArgumentOutOfRangeException>(() => fitted.Transform(other)).Message,
            StringComparison.Ordinal
        );
    }

    private IEstimator<ITransformer> Estimator(string kind, string column, int width, int height)
    {
        GraphBuilder graph = new GraphBuilder()
            .Input("x", "N", 3, height, width)
            .Conv("conv", 3, 6, 3, stride: 2)
            .Op("Relu", "relu")
            .Op("GlobalAveragePool", "pool")
            .Op("Flatten", "flat");
        switch (kind)
        {
            case "conv":
                Backbone backbone = Backbone.FromNetwork(
                    "net",
                    graph.Build(),
                    new BackbonePreprocessing { Width = width, Height = height }
                );
                return (IEstimator<ITransformer>)_context.Transforms.ConvFeatures("Features", column, backbone);
            case "crafted":
                return (IEstimator<ITransformer>)
                    _context.Transforms.HandCraftedFeatures(
                        new HandCraftedFeaturesOptions
                        {
                            InputColumnName = column,
                            Width = width,
                            Height = height,
                            PixelWidth = 4,
                            PixelHeight = 4,
                            Kinds = HandCraftedKinds.Color | HandCraftedKinds.Pixels,
                        }
                    );
            default:
                return new FixedNetworkTrainer(ModelTask.Regression, graph.Dense("fc", 6, 1).Build(), column);
        }
    }

    private IDataView Pixels(int width, int height)
    {
        IDataView files = _context.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 3)
                .Select(i => new File { Path = _folder.Write($"{i}.png", TestImages.Png(i, 40, 40)), Label = i })
                .ToArray()
        );
        return _context
            .Transforms.LoadImages("Image", _folder.Path, "Path")
            .Append(_context.Transforms.ResizeImages("Image", width, height))
            .Append(_context.Transforms.ExtractPixels("Planes", "Image"))
            .Append(_context.Transforms.ExtractPixels("Mixed", "Image", interleavePixelColors: true))
            .Append(_context.Transforms.DropColumns("Image"))
            .Fit(files)
            .Transform(files);
    }

    private static float[][] Read(ITransformer model, IDataView data, string output) =>
        output == "Score"
            ? [.. model.Transform(data).GetColumn<float>(output).Select(v => new[] { v })]
            : [.. model.Transform(data).GetColumn<float[]>(output)];

    private sealed class File
    {
        public string Path { get; set; } = "";

        public float Label { get; set; }
    }

    private sealed class Row
    {
        public float[] Mixed { get; set; } = [];

        public float Label { get; set; }
    }
}

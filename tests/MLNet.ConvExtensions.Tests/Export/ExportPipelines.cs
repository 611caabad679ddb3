using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Trainers.FastTree;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using Xunit.Abstractions;

namespace MLNet.ConvExtensions.Tests.Export;

/// <summary>Small photos, pipelines over them, and the comparison of what they give with what their exports give.</summary>
public abstract class ExportPipelines(ITestOutputHelper output) : IDisposable
{
    protected const int Count = 24;

    protected static readonly string[] Kinds = ["cold", "mild", "hot"];

    private readonly TemporaryFolder _folder = new();

    protected MLContext ML { get; } = new(seed: 1);

    protected string[] Paths => [.. Enumerable.Range(0, Count).Select(i => _folder.File($"{i}.png"))];

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string FileOf(string name) => _folder.File(name);

    protected IDataView Photos() =>
        ML.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, Count)
                .Select(i => new PhotoRow
                {
                    Image = _folder.Write($"{i}.png", TestImages.Png(i, 30 + 7 * i, 90 - 2 * i)),
                    Bytes = TestImages.Png(i, 30 + 7 * i, 90 - 2 * i),
                    Kind = Kinds[i % 3],
                    Warm = i % 3 == 2,
                    Brightness = i % 3,
                })
                .ToList()
        );

    protected EstimatorChain<ITransformer> Chain(params IEstimator<ITransformer>[] stages) =>
        stages.Aggregate(new EstimatorChain<ITransformer>(), (chain, stage) => chain.Append(stage));

    private protected IEstimator<ITransformer> Label(ModelTask task) =>
        task switch
        {
            ModelTask.Multiclass => ML.Transforms.Conversion.MapValueToKey("Label", "Kind"),
            ModelTask.Binary => ML.Transforms.CopyColumns("Label", "Warm"),
            _ => ML.Transforms.CopyColumns("Label", "Brightness"),
        };

    protected IEstimator<ITransformer> Features(string output = "Features", string input = "Image") =>
        ML.Transforms.ConvFeatures(output, input, Tiny.Backbone);

    protected IEstimator<ITransformer> Linear() => ML.MulticlassClassification.Trainers.LbfgsMaximumEntropy();

    protected FastTreeBinaryTrainer Trees() =>
        ML.BinaryClassification.Trainers.FastTree(
            new FastTreeBinaryTrainer.Options
            {
                NumberOfTrees = 5,
                MinimumExampleCountPerLeaf = 2,
                NumberOfThreads = 1,
            }
        );

    protected EstimatorChain<ITransformer> Classes(IEstimator<ITransformer> trainer) =>
        Chain(Label(ModelTask.Multiclass), Features(), trainer);

    /// <summary>The fitted pipeline and its export give the same of each photo.</summary>
    protected void CheckPhotos(params IEstimator<ITransformer>[] stages)
    {
        IDataView data = Photos();
        using TransformerChain<ITransformer> model = Chain(stages).Fit(data);
        CheckPhotos(model, data);
    }

    protected void CheckPhotos(ITransformer model, IDataView data) => Check(model, data, i => [ExportedModel.Pixels(Paths[i])]);

    /// <summary>A fitted pipeline and its export give the same of each row.</summary>
    private protected void Check(ITransformer model, IDataView data, Func<int, OrtValue[]> inputs)
    {
        using var exported = new ExportedModel(ML, model, data.Schema, FileOf("model.onnx"));
        IDataView expected = model.Transform(data);
        var columns = exported.Outputs.ToDictionary(name => name, name => Values(expected, name));
        double largest = 0;
        for (int i = 0; i < Count; i++)
        {
            OrtValue[] row = inputs(i);
            IReadOnlyDictionary<string, object> actual = exported.Run(row);
            Array.ForEach(row, value => value.Dispose());
            foreach ((string name, object[] values) in columns)
            {
                if (values[i] is not float[] numbers)
                {
                    Assert.Equal(values[i], actual[name]);
                    continue;
                }

                var others = (float[])actual[name];
                Assert.Equal(numbers.Length, others.Length);
                largest = numbers.Zip(others, (e, a) => Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Append((float)largest).Max();
                Assert.DoesNotContain(others, float.IsNaN);
            }
        }

        output.WriteLine($"{string.Join(", ", exported.Outputs)}: the largest difference is {largest:g2}");
        Assert.InRange(largest, 0, 1e-4);
    }

    private object[] Values(IDataView data, string column)
    {
        DataViewType type = data.Schema[column].Type;
        if (type is BooleanDataViewType)
            return [.. data.GetColumn<bool>(column).Select(b => b.ToString())];
        if (type is KeyDataViewType)
            return [.. ML.Transforms.Conversion.MapKeyToValue(column).Fit(data).Transform(data).GetColumn<string>(column)];
        if (type is TextDataViewType)
            return [.. data.GetColumn<string>(column)];
        return type is VectorDataViewType
            ? [.. data.GetColumn<float[]>(column)]
            : [.. data.GetColumn<float>(column).Select(n => new[] { n })];
    }

    private protected sealed class PhotoRow
    {
        public string Image { get; set; } = "";

        public byte[] Bytes { get; set; } = [];

        public string Kind { get; set; } = "";

        public bool Warm { get; set; }

        public float Brightness { get; set; }
    }
}

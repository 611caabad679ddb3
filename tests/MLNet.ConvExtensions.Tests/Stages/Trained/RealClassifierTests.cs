using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

/// <summary>A network of ImageNet's 1000 classes as a fitted stage over real photos, against ONNX Runtime in Python.</summary>
public sealed class RealClassifierTests(GoldenPhotos photos) : IClassFixture<GoldenPhotos>, IDisposable
{
    private const int Classes = 1000;

    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Scores_are_the_softmax_of_the_references_logits()
    {
        (int[] shape, float[] logits) = Npy.Read<float>(SharedData.Require("golden", "squeezenet1.1_logits_f32.npy"));
        using TrainedNetworkTransformer model = SqueezeNet();
        float[][] scores = [.. model.Transform(Photos()).GetColumn<float[]>("Score")];

        Assert.Equal(shape[0], scores.Length);
        var expected = new float[Classes];
        for (int i = 0; i < scores.Length; i++)
        {
            TensorPrimitives.SoftMax(logits.AsSpan(i * Classes, Classes), expected);
            Assert.Equal(TensorPrimitives.IndexOfMax<float>(expected), TensorPrimitives.IndexOfMax<float>(scores[i]));
            Assert.InRange(Vectors.Cosine(expected, scores[i]), 0.999, 1.0001);
        }
    }

    [SkippableFact]
    public void Loaded_plainly_it_predicts_the_same_classes()
    {
        using TrainedNetworkTransformer model = SqueezeNet();
        IDataView all = Photos();
        _context.Model.Save(model, all.Schema, _folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(_folder.File("model.zip"), out _);
        float[][] expected = [.. model.Transform(all).GetColumn<float[]>("Score")],
            actual = [.. loaded.Transform(all).GetColumn<float[]>("Score")];
        (loaded as IDisposable)?.Dispose();

        // An answer may be another only where the two most probable classes are about as probable.
        foreach ((float[] live, float[] plain) in expected.Zip(actual))
        {
            float[] best = [.. live.OrderDescending().Take(2)];
            if (best[0] - best[1] > 0.02)
                Assert.Equal(TensorPrimitives.IndexOfMax<float>(live), TensorPrimitives.IndexOfMax<float>(plain));
            Assert.InRange(live.Zip(plain, (e, a) => Math.Abs(e - a)).Max(), 0, 0.02);
        }
    }

    private TrainedNetworkTransformer SqueezeNet()
    {
        var keys = new KeyDataViewType(typeof(uint), Classes);
        var definition = SchemaDefinition.Create(typeof(LabelRow));
        definition[nameof(LabelRow.Label)].ColumnType = keys;
        IDataView labels = _context.Data.LoadFromEnumerable(Array.Empty<LabelRow>(), definition);
        return new TrainedNetworkTransformer(
            OnnxNetwork.Load(SharedData.Require("models", "squeezenet1.1/squeezenet1.1_fp32.onnx")),
            new TrainedStageSettings
            {
                Task = ModelTask.Multiclass,
                FeatureColumnName = "ImagePath",
                Kind = ImageColumnKind.Path,
                Preprocessing = new BackbonePreprocessing(),
                Classes = ClassList.Of(labels.Schema["Label"]),
            }
        );
    }

    private IDataView Photos() => _context.Data.LoadFromEnumerable(photos.Paths.Select(p => new PathRow { ImagePath = p }).ToList());

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class LabelRow
    {
        public uint Label { get; set; }
    }
}

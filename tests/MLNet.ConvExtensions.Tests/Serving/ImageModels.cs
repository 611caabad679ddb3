using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Stages.Trained;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Serving;

/// <summary>Photos of three kinds, and models of all sorts that tell them apart.</summary>
public sealed class ImageModels : IDisposable
{
    public const int Count = 12;

    /// <summary>The kinds of models that tell the photos' classes apart.</summary>
    public static readonly IReadOnlyList<string> Classifiers =
    [
        "features",
        "trees",
        "one versus all",
        "hand-crafted",
        "trained",
        "neighbors",
        "averaging",
        "stacking",
        "bagging",
        "burst",
    ];

    private static readonly string[] Kinds = ["ant", "bee", "cat"];

    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _owned = [];

    public ImageModels()
    {
        Images = [.. Enumerable.Range(0, Count).Select(i => TestImages.Png(1 + (i % 3), 20 + (i / 3), 20))];
        Paths = [.. Images.Select((image, i) => _folder.Write($"{i}.png", image))];
    }

    public MLContext Context { get; } = new(seed: 1);

    public IReadOnlyList<byte[]> Images { get; }

    public IReadOnlyList<string> Paths { get; }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
        _folder.Dispose();
    }

    public string File(string name) => _folder.File(name);

    /// <summary>The photos in a form, in the column 'Image', with labels for every task.</summary>
    public IDataView Data(string form) =>
        form switch
        {
            "paths" => Context.Data.LoadFromEnumerable(Rows((row, i) => row.Image = Paths[i], new PathRow())),
            "bytes" => Context.Data.LoadFromEnumerable(Rows((row, i) => row.Image = Images[i], new EncodedRow())),
            _ => Context.Data.LoadFromEnumerable(Rows((row, i) => row.Image = MLImageOf(i), new ImageRow())),
        };

    public MLImage MLImageOf(int number)
    {
        using var stream = new MemoryStream(Images[number]);
        MLImage image = MLImage.CreateFromStream(stream);
        _owned.Add(image);
        return image;
    }

    /// <summary>A fitted model.</summary>
    public ITransformer Fit(string kind, string form, BadImageHandling bad = BadImageHandling.Throw)
    {
        ITransformer model = Pipeline(kind, bad).Fit(Data(form));
        if (model is IDisposable disposable)
            _owned.Add(disposable);
        return model;
    }

    public ITransformer Fit(IDataView data, params IEstimator<ITransformer>[] stages)
    {
        ITransformer model = Chain(stages).Fit(data);
        _owned.Add((IDisposable)model);
        return model;
    }

    /// <summary>The file of a saved model.</summary>
    public string Save(ITransformer model, DataViewSchema? schema)
    {
        string file = _folder.File($"{Guid.NewGuid():N}.zip");
        Context.Model.Save(model, schema, file);
        return file;
    }

    public IEstimator<ITransformer> Conv(BadImageHandling bad = BadImageHandling.Throw) =>
        Context.Transforms.ConvFeatures(
            Tiny.Backbone,
            new ConvFeaturesOptions
            {
                OutputColumnName = "Features",
                InputColumnName = "Image",
                BadImages = bad,
            }
        );

    public IEstimator<ITransformer> HandCrafted(BadImageHandling bad = BadImageHandling.Throw) =>
        Context.Transforms.HandCraftedFeatures(
            new HandCraftedFeaturesOptions
            {
                OutputColumnName = "Features",
                InputColumnName = "Image",
                Width = 32,
                Height = 32,
                Kinds = HandCraftedKinds.Color | HandCraftedKinds.Hog,
                BadImages = bad,
            }
        );

    public IEstimator<ITransformer> Key() => Context.Transforms.Conversion.MapValueToKey("Label");

    public IEstimator<ITransformer> Linear() => Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0);

    private static List<TRow> Rows<TRow>(Action<TRow, int> set, TRow first)
        where TRow : LabelledRow, new() =>
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i =>
                {
                    TRow row = i == 0 ? first : new TRow();
                    (row.Label, row.IsBee, row.Number) = (Kinds[i % 3], i % 3 == 1, i % 3);
                    set(row, i);
                    return row;
                }),
        ];

    private static EstimatorChain<ITransformer> Chain(params IEstimator<ITransformer>[] stages) =>
        stages.Aggregate(new EstimatorChain<ITransformer>(), (chain, stage) => chain.Append(stage));

    private EstimatorChain<ITransformer> Pipeline(string kind, BadImageHandling bad)
    {
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = Context.MulticlassClassification.Trainers;
        IEstimator<ITransformer>[] members = [Chain(Conv(bad), Linear()), Chain(HandCrafted(bad), Linear())];
        BinaryClassificationCatalog.BinaryClassificationTrainers binary = Context.BinaryClassification.Trainers;
        return kind switch
        {
            "features" => Chain(Key(), Conv(bad), Linear(), Context.Transforms.Conversion.MapKeyToValue("PredictedLabel")),
            "trees" => Chain(Key(), Conv(bad), trainers.LightGbm(numberOfIterations: 5, minimumExampleCountPerLeaf: 1)),
            "one versus all" => Chain(Key(), Conv(bad), trainers.OneVersusAll(binary.LinearSvm())),
            "hand-crafted" => Chain(Key(), HandCrafted(bad), Linear()),
            "trained" => Chain(Key(), Trained(ModelTask.Multiclass, TrainedNetworks.Colours)),
            "neighbors" => Chain(Key(), Conv(bad), trainers.KNearestNeighbors(numberOfNeighbors: 3)),
            "averaging" => Chain(Key(), trainers.AveragingEnsemble(members)),
            "stacking" => Chain(Key(), trainers.StackingEnsemble(Linear(), members)),
            "bagging" => Chain(Key(), trainers.BaggingEnsemble(members[0], numberOfBags: 2)),
            "burst" => Chain(Key(), trainers.BurstEnsemble(members[0], "Number")),
            "binary" => Chain(Conv(bad), binary.LbfgsLogisticRegression("IsBee")),
            "svm" => Chain(Conv(bad), binary.LinearSvm("IsBee")),
            "binary trees" => Chain(Conv(bad), binary.FastTree("IsBee", numberOfTrees: 5, minimumExampleCountPerLeaf: 1)),
            "binary trained" => Chain(Context.Transforms.CopyColumns("Label", "IsBee"), Trained(ModelTask.Binary, TrainedNetworks.Redness)),
            "regression" => Chain(Conv(bad), Context.Regression.Trainers.LbfgsPoissonRegression("Number")),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
        };
    }

    private static FixedNetworkTrainer Trained(ModelTask task, NetworkBuilder network) =>
        new(task, network.Build(), "Image", TrainedNetworks.Preprocessing);

    private abstract class LabelledRow
    {
        public string Label { get; set; } = "";

        public bool IsBee { get; set; }

        public float Number { get; set; }
    }

    private sealed class PathRow : LabelledRow
    {
        public string Image { get; set; } = "";
    }

    private sealed class EncodedRow : LabelledRow
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class ImageRow : LabelledRow
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}

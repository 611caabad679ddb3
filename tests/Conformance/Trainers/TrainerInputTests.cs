using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

/// <summary>What trainers refuse.</summary>
public class TrainerInputTests
{
    private readonly MLContext _context = new(1);
    private readonly IDataView _data;

    public TrainerInputTests() => _data = Sample.View(_context, Sample.Draw(30));

    public static TheoryData<string> Binaries => ["Lbfgs", "Sdca", "Svm"];

    public static TheoryData<string> Multiclasses => ["Lbfgs", "Sdca"];

    [Theory]
    [MemberData(nameof(Binaries))]
    public void A_missing_feature_column_is_named(string kind)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Binary(kind, "IsFirst", "Nothing").Fit(_data));
        Assert.Contains("feature column 'Nothing'", e.Message);
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void A_missing_label_column_is_named(string kind)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Binary(kind, "Nothing").Fit(_data));
        Assert.Contains("label column 'Nothing'", e.Message);
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void A_binary_label_has_to_be_boolean(string kind)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Binary(kind, "Name").Fit(_data));
        Assert.Contains("label column 'Name': expected Boolean, got String", e.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Binary(kind, "Weight").Fit(_data));
    }

    [Theory]
    [InlineData("Weight", "Single")]
    [InlineData("Name", "String")]
    public void Features_have_to_be_a_vector_of_Single(string column, string type)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Binary("Lbfgs", "IsFirst", column).Fit(_data));
        Assert.Contains($"feature column '{column}': expected Vector<Single>, got {type}", e.Message);
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Features_have_to_be_of_known_size(string kind)
    {
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new Ragged { Features = [1, 2] }, new Ragged { Label = true, Features = [1, 2, 3] } });
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Binary(kind, "Label").Fit(data));
        Assert.Contains("expected Vector<Single>, got VarVector<Single>", e.Message);
    }

    [Fact]
    public void Weights_have_to_be_Single()
    {
        var trainers = _context.BinaryClassification.Trainers;
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => trainers.LbfgsLogisticRegression("IsFirst", "Features", "Nothing").Fit(_data));
        Assert.Contains("weight column 'Nothing'", missing.Message);
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => trainers.SdcaLogisticRegression("IsFirst", "Features", "Name").Fit(_data));
        Assert.Contains("weight column 'Name': expected Single, got String", wrong.Message);
    }

    [Theory]
    [MemberData(nameof(Multiclasses))]
    public void A_multiclass_label_has_to_be_a_key(string kind)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Multiclass(kind, "Name").Fit(_data));
        Assert.Contains("label column 'Name': expected Key<UInt32>, got String", e.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Multiclass(kind, "IsFirst").Fit(_data));
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void No_rows_and_rows_with_missing_features_alone_are_no_training_set(string kind)
    {
        IEstimator<ITransformer> trainer = Binary(kind, "IsFirst");
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(Sample.View(_context, [])));
        Sample[] gaps = [.. Sample.Draw(5).Select(r => new Sample { Features = [float.NaN, 1, 2, 3] })];
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(Sample.View(_context, gaps)));
    }

    [Fact]
    public void Options_out_of_range_are_refused_when_the_trainer_is_made()
    {
        var binary = _context.BinaryClassification.Trainers;
        Refused("L1Regularization", () => binary.LbfgsLogisticRegression(l1Regularization: -1));
        Refused("L2Regularization", () => binary.LbfgsLogisticRegression(l2Regularization: -1));
        Refused("OptimizationTolerance", () => binary.LbfgsLogisticRegression(optimizationTolerance: 0));
        Refused("HistorySize", () => binary.LbfgsLogisticRegression(historySize: 0));
        Refused("MaximumNumberOfIterations", () => binary.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { MaximumNumberOfIterations = 0 }));
        Refused("NumberOfThreads", () => binary.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 0 }));
        Refused("L2Regularization", () => binary.SdcaLogisticRegression(l2Regularization: -1));
        Refused("L1Regularization", () => binary.SdcaLogisticRegression(l1Regularization: -1));
        Refused("MaximumNumberOfIterations", () => binary.SdcaLogisticRegression(maximumNumberOfIterations: 0));
        Refused("ConvergenceTolerance", () => binary.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options { ConvergenceTolerance = 0 }));
        Refused("PositiveInstanceWeight", () => binary.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options { PositiveInstanceWeight = 0 }));
        Refused("Lambda", () => binary.LinearSvm(new LinearSvmTrainer.Options { Lambda = 0 }));
        Refused("BatchSize", () => binary.LinearSvm(new LinearSvmTrainer.Options { BatchSize = 0 }));
        Refused("NumberOfIterations", () => binary.LinearSvm(numberOfIterations: 0));
        Refused("InitialWeightsDiameter", () => binary.LinearSvm(new LinearSvmTrainer.Options { InitialWeightsDiameter = -1 }));

        static void Refused(string parameter, Action make) => Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(make).ParamName);
    }

    [Fact]
    public void Column_names_and_options_are_needed()
    {
        var binary = _context.BinaryClassification.Trainers;
        Assert.Throws<ArgumentOutOfRangeException>(() => binary.LbfgsLogisticRegression(labelColumnName: null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => binary.SdcaLogisticRegression(featureColumnName: ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => binary.LinearSvm(featureColumnName: null!));
        Assert.Throws<ArgumentNullException>(() => binary.LbfgsLogisticRegression(options: null!));
        Assert.Throws<ArgumentNullException>(() => binary.SdcaLogisticRegression(options: null!));
        Assert.Throws<ArgumentNullException>(() => binary.LinearSvm(options: null!));
    }

    [Fact]
    public void Trainers_say_that_they_like_normalized_and_cached_data()
    {
        var binary = _context.BinaryClassification.Trainers;
        TrainerInfo[] infos =
        [
            binary.LbfgsLogisticRegression().Info, binary.SdcaLogisticRegression().Info, binary.LinearSvm().Info,
            _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Info,
            _context.MulticlassClassification.Trainers.SdcaMaximumEntropy().Info,
            _context.MulticlassClassification.Trainers.OneVersusAll(binary.LinearSvm()).Info,
        ];
        Assert.All(infos, info => Assert.True(info.NeedNormalization && info.WantCaching));
    }

    [Fact]
    public void Trainers_show_the_columns_that_they_use()
    {
        var trainer = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst", "Features", "Weight");
        Assert.Equal(("IsFirst", "Features", "Weight"), (trainer.LabelColumn.Name, trainer.FeatureColumn.Name, trainer.WeightColumn.Name));
        Assert.Equal(BooleanDataViewType.Instance, trainer.LabelColumn.ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, trainer.FeatureColumn.Kind);
    }

    private IEstimator<ITransformer> Binary(string kind, string label, string features = "Features") => kind switch
    {
        "Lbfgs" => _context.BinaryClassification.Trainers.LbfgsLogisticRegression(label, features),
        "Sdca" => _context.BinaryClassification.Trainers.SdcaLogisticRegression(label, features),
        _ => _context.BinaryClassification.Trainers.LinearSvm(label, features),
    };

    private IEstimator<ITransformer> Multiclass(string kind, string label) => kind == "Lbfgs"
        ? _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label)
        : _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(label);

    private sealed class Ragged
    {
        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}

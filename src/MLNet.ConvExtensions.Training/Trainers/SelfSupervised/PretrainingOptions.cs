using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Trainers.SelfSupervised;

namespace MLNet.ConvExtensions;

/// <summary>Options of all estimators that learn features from unlabelled images.</summary>
public abstract record PretrainingOptions : TrainingRunOptions
{
    /// <summary>Name of the new column: a vector of <see cref="float"/> of known size.</summary>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>
    /// Name of the column of images: paths (text), encoded images (vector of bytes), <see cref="Microsoft.ML.Data.MLImage"/>, or values
    /// (vector of <see cref="float"/>, C x H x W of the network's input, planes one after another), which go into the network as they are.
    /// If left out, the output column's name.
    /// </summary>
    public string? InputColumnName { get; init; }

    /// <summary>
    /// The layer whose output becomes the features, by its name or its output's name; what lies behind it is not trained and is left out.
    /// If left out, what goes into the classifier: see <see cref="OnnxNetwork.FindFeatureLayer"/>.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>How a layer's feature maps (NCHW) become a vector. A layer that is a vector already stays as it is.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Average;

    internal override string SourceColumn => InputColumnName ?? OutputColumnName;

    internal override IEnumerable<string> Indifferent => [.. base.Indifferent, nameof(OutputColumnName), nameof(InputColumnName)];

    /// <summary>What the network sees of each image.</summary>
    internal abstract SampleViews Views { get; }

    /// <summary>What the loss is of: the logits of several classes, or what the network gives as it is (a regression).</summary>
    internal abstract ModelTask Task { get; }

    /// <summary>Puts behind the encoder what the learning needs, and what is thrown away afterwards.</summary>
    /// <exception cref="OnnxNetworkException">The encoder doesn't fit.</exception>
    internal abstract OnnxNetwork WithHead(Encoder encoder);

    internal override void Validate()
    {
        base.Validate();
        this.Require(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a column name");
        this.Require(
            InputColumnName is null || !string.IsNullOrWhiteSpace(InputColumnName),
            nameof(InputColumnName),
            InputColumnName,
            "a column name, or null"
        );
        this.Require(Enum.IsDefined(Pooling), nameof(Pooling), Pooling, string.Join(", ", Enum.GetNames<FeaturePooling>()));
        this.Require(
            Augmentation is not { Mixup: > 0 },
            $"{nameof(Augmentation)}.{nameof(AugmentationOptions.Mixup)}",
            Augmentation?.Mixup,
            "0: there are no labels to mix"
        );
        this.Require(
            Augmentation is not { CutMix: > 0 },
            $"{nameof(Augmentation)}.{nameof(AugmentationOptions.CutMix)}",
            Augmentation?.CutMix,
            "0: there are no labels to mix"
        );
    }
}

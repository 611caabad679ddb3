using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Decide;

/// <summary>Learns decisions from what a saved model says of images of known classes, and saves it with them.</summary>
internal sealed class DecideJob(TextWriter output, TextWriter error)
{
    private const string Features = "Features",
        OwnFeatures = "Decisions.Features",
        Score = "Score",
        PredictedLabel = "PredictedLabel";

    public required FileInfo Model { get; init; }

    public required FileInfo Out { get; init; }

    public required ImagesArgument Images { get; init; }

    /// <summary>The model's column of images; null for the one that it predicts from.</summary>
    public string? Column { get; init; }

    public required DecisionPlan Plan { get; init; }

    /// <summary>The network whose features tell strange images where the model has none of its own; null for the usual.</summary>
    public Backbone? Backbone { get; init; }

    /// <exception cref="UsageException">There are no such images, or they have classes that the model doesn't know.</exception>
    /// <exception cref="NotSupportedException">The model doesn't tell several classes apart.</exception>
    /// <exception cref="InvalidOperationException">The images don't suffice for what is to be learned.</exception>
    public void Run(CancellationToken stop)
    {
        var ml = new MLContext(seed: 1);
        var images = LabelledImages.Read(ml, Images, output, error);
        using ImageModel model = SavedModel.LoadClassifier(Model, Column);
        if (model.IsBinary)
        {
            throw new NotSupportedException(
                $"The model '{Model.Name}' says yes or no; needed: one of several classes. A program decides: "
                    + "BinaryClassification.Calibrators "
                    + "and BinaryClassification.Threshold."
            );
        }

        string[] strange = [.. images.Labels.Distinct().Except(model.Classes).Order(StringComparer.Ordinal)];
        if (strange.Length > 0)
        {
            throw new UsageException(
                $"--images is {Images.Name}, which has classes that the model doesn't know: {string.Join(", ", strange.Take(8))}; it "
                    + "knows: "
                    + $"{string.Join(", ", model.Classes.Take(20))}."
            );
        }

        IDataView data = ml
            .Transforms.CopyColumns(model.InputColumnName, LabelledImages.ImageColumn)
            .Fit(images.Data)
            .Transform(images.Data);
        var stages = new List<ITransformer> { model.Transformer };
        DecisionPlan plan = Plan;
        bool hasFeatures = IsVector(model.Transformer.GetOutputSchema(data.Schema).GetColumnOrNull(Features)?.Type);
        if (plan.AcceptedShare is not null && !hasFeatures)
        {
            plan = plan with { FeatureColumn = OwnFeatures };
            Backbone network = Backbone ?? MLNet.ConvExtensions.Backbone.Embedded;
            output.WriteLine($"The model has no features to tell strange images by: those of {network} are added.");
            stages.Insert(0, ml.Transforms.ConvFeatures(OwnFeatures, model.InputColumnName, network).Fit(data));
        }
        else if (Backbone is not null)
        {
            throw new UsageException($"--backbone is given and would change nothing: the model has features of its own ('{Features}').");
        }

        IDataView scored = Scored(ml, stages, data, model.Classes, plan, stop);
        string? groups = images.HasGroups ? LabelledImages.GroupColumn : null;
        new DecisionReport(ml, plan, [.. model.Classes], output).Write(scored, groups);
        IReadOnlyList<DecisionTransformer> decisions = plan.Fit(ml, scored, groups);
        stages.AddRange(decisions);
        if (plan.FeatureColumn == OwnFeatures && plan.AcceptedShare is not null)
            stages.Add(ml.Transforms.DropColumns(OwnFeatures).Fit(scored));
        Tell(decisions);
        var decided = new TransformerChain<ITransformer>([.. stages]);
        WholeFile.Write(Out.FullName, file => ml.Model.Save(decided, model.InputSchema ?? data.Schema, file));
        output.WriteLine($"The model is {Out.FullName}.");
        foreach (ITransformer stage in stages.Skip(1))
            (stage as IDisposable)?.Dispose();
    }

    /// <summary>The model's predictions, computed once.</summary>
    private static IDataView Scored(
        MLContext ml,
        List<ITransformer> stages,
        IDataView data,
        IReadOnlyList<string> classes,
        DecisionPlan plan,
        CancellationToken stop
    )
    {
        IDataView scored = stages.Aggregate(data, (view, stage) => stage.Transform(view));
        if (scored.Schema[LabelledImages.LabelColumn].Type is not KeyDataViewType)
        {
            IDataView keys = ml.Data.LoadFromEnumerable(classes.Select(c => new Class { Label = c }));
            scored = ml.Transforms.Conversion.MapValueToKey(LabelledImages.LabelColumn, keyData: keys).Fit(scored).Transform(scored);
        }

        string[] needed =
        [
            LabelledImages.LabelColumn,
            Score,
            PredictedLabel,
            .. scored.Schema.GetColumnOrNull(LabelledImages.GroupColumn) is null ? [] : new[] { LabelledImages.GroupColumn },
            .. plan.AcceptedShare is null ? [] : new[] { plan.FeatureColumn },
        ];
        IDataView cached = ml.Data.Cache(ml.Transforms.SelectColumns(needed).Fit(scored).Transform(scored));
        // Here the images are read.
        using DataViewRowCursor cursor = cached.GetRowCursor(cached.Schema);
        while (cursor.MoveNext())
            stop.ThrowIfCancellationRequested();
        return cached;
    }

    private void Tell(IEnumerable<DecisionTransformer> decisions)
    {
        foreach (DecisionTransformer decision in decisions)
        {
            string? line = decision switch
            {
                TemperatureTransformer temperature => Text($"The temperature is {temperature.Temperature:0.000}."),
                ThresholdTransformer threshold => Text($"The threshold is {threshold.Choice.Threshold:0.0000}: ")
                    + $"precision {Share(threshold.Choice.Precision)}, recall {Share(threshold.Choice.Recall)} on these images.",
                PredictionSetTransformer sets => Text($"The quantile of the sets is {sets.Quantile:0.0000}."),
                UnknownTransformer unknown => Text($"Images farther away than {unknown.Threshold:0.0000} are unknown."),
                PossibleClassesTransformer possible =>
                    $"Possible: {string.Join(", ", possible.Possible)}; impossible: {string.Join(", ", possible.Impossible)}.",
                _ => null,
            };
            if (line is not null)
                output.WriteLine(line);
        }
    }

    private static string Share(MetricInterval share) => Text($"{share.Value:0.0000} ({share.Low:0.0000} to {share.High:0.0000})");

    private static bool IsVector(DataViewType? type) =>
        type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Class
    {
        public string Label { get; set; } = "";
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>Asks a model of all photos, and puts what it says beside what is known.</summary>
internal sealed class ImageJudge
{
    private const int Shown = 20;

    private readonly ImageModel _model;
    private readonly IDataView _data;
    private readonly ImageJudgingOptions _options;

    public ImageJudge(ImageModel model, IDataView data, ImageJudgingOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        _model = model;
        _data = data;
        _options = options ?? new ImageJudgingOptions();
        _options.Robustness?.Validate();
    }

    public ClassificationJudgement Classes(CancellationToken stop)
    {
        if (_model.IsBinary)
            throw Unfit("says no or yes", "BinaryClassification.JudgeImages");
        RefuseOthers();
        if (_options.PositiveLabel is { } positive)
        {
            throw new ArgumentException(
                $"{nameof(ImageJudgingOptions)}.{nameof(ImageJudgingOptions.PositiveLabel)} is '{positive}', and the model tells "
                    + $"{_model.Classes.Count} classes apart; it is for models that say no or yes."
            );
        }

        string[] classes = [.. _model.Classes];
        Dictionary<string, int> places = [];
        for (int c = 0; c < classes.Length; c++)
            places.TryAdd(classes[c], c);
        string known = string.Join(", ", classes.Take(Shown).Select(c => $"'{c}'"));
        string more = classes.Length > Shown ? $" and {classes.Length - Shown} more" : "";
        return Judge(
            classes,
            Rows(_options.LabelColumnName, "label", needed: "text, or a key of text"),
            label => places.TryGetValue(label, out int place) ? place : null,
            $"one of the model's classes, {known}{more}",
            stop
        );
    }

    public ClassificationJudgement NoOrYes(CancellationToken stop)
    {
        if (!_model.IsBinary)
        {
            RefuseOthers();
            throw Unfit($"tells {_model.Classes.Count} classes apart", "MulticlassClassification.JudgeImages");
        }

        if (_options.PositiveLabel is { } positive)
        {
            string[] labels = Rows(_options.LabelColumnName, "label", "text, or a key of text");
            if (!labels.Contains(positive))
            {
                throw new ArgumentException(
                    $"{nameof(ImageJudgingOptions)}.{nameof(ImageJudgingOptions.PositiveLabel)} is '{positive}', which no row of "
                        + $"the column "
                        + $"'{_options.LabelColumnName}' has; it has "
                        + $"{string.Join(", ", labels.Distinct().Take(Shown).Select(l => $"'{l}'"))}."
                );
            }

            return Judge([$"not {positive}", positive], labels, label => label == positive ? 1 : 0, "a label", stop);
        }

        DataViewSchema.Column column = Find(_options.LabelColumnName, "label");
        if (column.Type is not BooleanDataViewType)
        {
            throw new ArgumentException(
                $"The label column '{column.Name}' has type {column.Type}; needed: Boolean, or text with "
                    + $"{nameof(ImageJudgingOptions)}.{nameof(ImageJudgingOptions.PositiveLabel)}."
            );
        }

        string[] flags = [.. _data.GetColumn<bool>(column).Select(f => f ? "true" : "false")];
        return Judge([.. _model.Classes], flags, label => label == "true" ? 1 : 0, "false or true", stop);
    }

    public RegressionJudgement Numbers(CancellationToken stop)
    {
        if (_model.IsBinary)
            throw Unfit("says no or yes", "BinaryClassification.JudgeImages");
        if (_model.NumberOfValues != 1)
        {
            RefuseOthers();
            throw Unfit($"tells {_model.Classes.Count} classes apart", "MulticlassClassification.JudgeImages");
        }

        if (_options.PositiveLabel is not null || _options.Robustness is not null)
        {
            string name = _options.PositiveLabel is not null
                ? nameof(ImageJudgingOptions.PositiveLabel)
                : nameof(ImageJudgingOptions.Robustness);
            throw new ArgumentException($"{nameof(ImageJudgingOptions)}.{name} is given, and the model predicts a number; allowed: null.");
        }

        DataViewSchema.Column column = Find(_options.LabelColumnName, "label");
        if (column.Type is not NumberDataViewType)
            throw new ArgumentException($"The label column '{column.Name}' has type {column.Type}; needed: numbers.");
        string[] paths = Rows(_options.InputColumnName, "image", "text");
        double[] labels =
        [
            .. new MLContext()
                .Transforms.Conversion.ConvertType(column.Name, outputKind: DataKind.Double)
                .Fit(_data)
                .Transform(_data)
                .GetColumn<double>(column.Name),
        ];
        int bad = Array.FindIndex(labels, l => !double.IsFinite(l));
        if (bad >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Row {bad} ('{paths[bad]}'), column '{column.Name}': the label is {labels[bad]}; needed: a finite number."
                )
            );
        }

        string[]? groups = _options.GroupColumnName is { } group ? Rows(group, "group", needed: null) : null;
        List<JudgedNumber> photos = [];
        List<UnreadPhoto> unread = [];
        int at = 0;
        foreach (ImagePrediction prediction in _model.Predict(paths))
        {
            stop.ThrowIfCancellationRequested();
            if (prediction.Error is { } reason)
                unread.Add(new UnreadPhoto(paths[at], reason));
            else
                photos.Add(new JudgedNumber(paths[at], labels[at], prediction.Value!.Value, groups?[at]));
            at++;
        }

        RequireRead(photos.Count, unread);
        return RegressionJudgement.Of(photos, unread);
    }

    private ClassificationJudgement Judge(
        string[] classes,
        string[] labels,
        Func<string, int?> find,
        string allowed,
        CancellationToken stop
    )
    {
        string[] paths = Rows(_options.InputColumnName, "image", "text");
        string[]? groups = _options.GroupColumnName is { } group ? Rows(group, "group", needed: null) : null;
        int[] truths = [.. labels.Select((label, row) => Truth(row, label))];
        List<JudgedPhoto> photos = [];
        List<UnreadPhoto> unread = [];
        int at = 0;
        foreach (ImagePrediction prediction in _model.Predict(paths))
        {
            stop.ThrowIfCancellationRequested();
            if (prediction.Error is { } reason)
                unread.Add(new UnreadPhoto(paths[at], reason));
            else
                photos.Add(JudgedPhoto.Of(prediction, truths[at], paths[at], groups?[at]));
            at++;
        }

        RequireRead(photos.Count, unread);
        var judgement = ClassificationJudgement.Of(classes, photos, unread, _model.IsBinary);
        return _options.Robustness is { } robustness ? ImageRobustness.Measure(judgement, _model, robustness, stop) : judgement;

        int Truth(int row, string label) =>
            label.Length > 0 && find(label) is { } place
                ? place
                : throw new ArgumentException(
                    $"Row {row} ('{paths[row]}'), column '{_options.LabelColumnName}': the label is "
                        + $"{(label.Length == 0 ? "missing" : $"'{label}'")}; needed: {allowed}."
                );
    }

    private static void RequireRead(int read, List<UnreadPhoto> unread)
    {
        if (read == 0)
        {
            throw new ImageInputException(
                unread.Count == 0
                    ? "The data has no rows; needed: one or more to judge by."
                    : $"None of the {unread.Count} photos can be read, so there is nothing to judge. {unread[0].Reason}"
            );
        }
    }

    /// <summary>A column as text; keys by their values.</summary>
    /// <param name="name">The column.</param>
    /// <param name="role">What it is here.</param>
    /// <param name="needed">What it has to be; null for anything that can be written.</param>
    private string[] Rows(string name, string role, string? needed)
    {
        DataViewSchema.Column column = Find(name, role);
        var context = new MLContext();
        IDataView data = _data;
        if (column.Type is KeyDataViewType && column.HasKeyValues())
            data = context.Transforms.Conversion.MapKeyToValue(name).Fit(data).Transform(data);
        if (needed is null && data.Schema[name].Type is PrimitiveDataViewType and not TextDataViewType)
            data = context.Transforms.Conversion.ConvertType(name, outputKind: DataKind.String).Fit(data).Transform(data);
        return data.Schema[name].Type is TextDataViewType
            ? [.. data.GetColumn<string>(name)]
            : throw new ArgumentException($"The {role} column '{name}' has type {column.Type}; needed: {needed ?? "one value a row"}.");
    }

    private DataViewSchema.Column Find(string name, string role) =>
        _data.Schema.GetColumnOrNull(name)
        ?? throw new ArgumentException(
            $"There is no {role} column '{name}'. The data has: "
                + $"{string.Join(", ", _data.Schema.Where(c => !c.IsHidden).Select(c => c.Name))}."
        );

    private void RefuseOthers()
    {
        if (_model.IsMultilabel)
            throw Unfit("predicts several labels at once", "MultilabelClassification().Evaluate");
        if (_model.NumberOfValues > 1)
            throw Unfit($"predicts {_model.NumberOfValues} numbers", "Regression.EvaluateOutputs");
        if (_model.NumberOfValues == 1)
            throw Unfit("predicts a number", "Regression.JudgeImages");
    }

    private static NotSupportedException Unfit(string what, string instead) =>
        new($"The model {what}; needed here: another kind. {instead} judges this one.");
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Inspection;

/// <summary>The photos that the data name, with what they say of them.</summary>
internal static class PhotoRows
{
    /// <exception cref="ArgumentException">A column isn't there, or has no single values.</exception>
    /// <exception cref="ImageInputException">There are no rows.</exception>
    public static InspectedImage[] Read(IDataView data, ImageInspectionOptions options)
    {
        string[] paths = Texts(data, options.ImageColumnName, nameof(options.ImageColumnName))!;
        if (data.Schema[options.ImageColumnName].Type is not TextDataViewType)
        {
            throw new ArgumentException(
                $"The column of photos '{options.ImageColumnName}' has type {data.Schema[options.ImageColumnName].Type}; needed: paths, as text."
            );
        }

        if (paths.Length == 0)
            throw new ImageInputException("The data have no rows, so there is no photo to inspect.");
        string[]? labels = Texts(data, options.LabelColumnName, nameof(options.LabelColumnName)),
            groups = Texts(data, options.GroupColumnName, nameof(options.GroupColumnName)),
            splits = Texts(data, options.SplitColumnName, nameof(options.SplitColumnName));
        return
        [
            .. paths.Select(
                (path, i) =>
                    new InspectedImage(path)
                    {
                        Label = Value(labels, i),
                        Group = Value(groups, i),
                        Split = Value(splits, i),
                    }
            ),
        ];
    }

    private static string? Value(string[]? values, int row) => values?[row] is { Length: > 0 } value ? value : null;

    private static string[]? Texts(IDataView data, string? name, string option)
    {
        if (name is null)
            return null;
        DataViewSchema.Column column =
            data.Schema.GetColumnOrNull(name)
            ?? throw new ArgumentException(
                $"{nameof(ImageInspectionOptions)}.{option} is '{name}', but the data have no such column; they have "
                    + $"{string.Join(", ", data.Schema.Where(c => !c.IsHidden).Select(c => c.Name))}.",
                option
            );
        if (column.Type is not PrimitiveDataViewType)
            throw new ArgumentException($"The column '{name}' has type {column.Type}; needed: one value a row.", option);
        var conversion = new MLContext().Transforms.Conversion;
        if (column.Type is KeyDataViewType)
            data = conversion.MapKeyToValue(name).Fit(data).Transform(data);
        if (data.Schema[name].Type is not TextDataViewType)
            data = conversion.ConvertType(name, outputKind: DataKind.String).Fit(data).Transform(data);
        return [.. data.GetColumn<string>(name)];
    }
}

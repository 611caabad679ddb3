using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Reads what a network is to predict for each row: a class, yes or no, a number, or several of the last two.</summary>
internal sealed class TargetReader
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column _label;
    private readonly ModelTask _task;
    private readonly ClassList? _classes;

    /// <param name="data">The rows.</param>
    /// <param name="label">The column.</param>
    /// <param name="task">What its values are.</param>
    /// <param name="classes">The classes that targets are counted by, if not those of the column itself.</param>
    /// <exception cref="ArgumentException">The column is missing, or of another type.</exception>
    public TargetReader(IDataView data, string label, ModelTask task, ClassList? classes)
    {
        _data = data;
        _task = task;
        _classes = classes;
        Width = WidthOf(data, label, task) ?? 1;
        _label = ColumnValues.Find(data, label, "label", vectors: true);
    }

    /// <summary>The numbers of a row's target.</summary>
    public int Width { get; }

    public DataViewSchema.Column Column => _label;

    /// <summary>The length of the vectors in a label column; null of one value a row.</summary>
    /// <exception cref="ArgumentException">The column is missing, or of another type than the task needs.</exception>
    public static int? WidthOf(IDataView data, string label, ModelTask task)
    {
        DataViewSchema.Column column = ColumnValues.Find(data, label, "label", vectors: true);
        (bool fits, string needed) = (task, column.Type) switch
        {
            (ModelTask.Multiclass, var type) => (type is KeyDataViewType, "a key. Put Conversion.MapValueToKey before the trainer"),
            (ModelTask.Binary, var type) => (type is BooleanDataViewType, "Boolean"),
            (ModelTask.Multilabel, var type) => (
                type is VectorDataViewType { Size: > 0, ItemType: BooleanDataViewType or NumberDataViewType { RawType.Name: "Single" } },
                "a vector of Boolean, or of Single with 0 and 1, of known length, an element for each label"
            ),
            (_, var type) => (
                type == NumberDataViewType.Single
                    || (type is VectorDataViewType { Size: > 0 } vector && vector.ItemType == NumberDataViewType.Single),
                "Single, or a vector of Single of known length"
            ),
        };
        return fits
            ? (column.Type as VectorDataViewType)?.Size
            : throw new ArgumentException($"The label column '{label}' has type {column.Type}; needed: {needed}.");
    }

    /// <summary>The names of the elements of vectors, where the column has some; null where it has none.</summary>
    public static IReadOnlyList<string>? NamesOf(IDataView data, string label)
    {
        DataViewSchema.Column column = ColumnValues.Find(data, label, "label", vectors: true);
        return column.Type is VectorDataViewType { Size: > 0 } vector ? ClassList.Of(column, "SlotNames", vector.Size)?.Names : null;
    }

    /// <summary>What writes the target of a cursor's row, whose number it is told, into an array of <see cref="Width"/>.</summary>
    /// <exception cref="ArgumentException">Thrown by what is returned: a label is missing, or no allowed value.</exception>
    public Action<int, float[]> Open(DataViewRow row)
    {
        if (_label.Type is VectorDataViewType vector)
            return vector.ItemType is BooleanDataViewType ? Vectors<bool>(row, v => v ? 1 : 0) : Vectors<float>(row, v => v);
        Func<object> reader = ColumnValues.Reader(row, _label);
        switch (_task)
        {
            case ModelTask.Multiclass:
                ClassList own = SampleReader.ClassesOf(_data, _label.Name);
                int[]? places = _classes is null ? null : Places(own);
                return (at, target) =>
                {
                    int key = Convert.ToInt32(reader(), CultureInfo.InvariantCulture) - 1;
                    target[0] =
                        key >= 0
                            ? places?[key] ?? key
                            : throw new ArgumentException($"Row {at}, column '{_label.Name}': the label is missing. Leave such rows out.");
                };
            case ModelTask.Binary:
                return (_, target) => target[0] = (bool)reader() ? 1 : 0;
            default:
                return (at, target) => target[0] = Checked((float)reader(), at, "");
        }
    }

    private Action<int, float[]> Vectors<T>(DataViewRow row, Func<T, float> number)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(_label);
        VBuffer<T> value = default;
        return (at, target) =>
        {
            getter(ref value);
            int i = 0;
            foreach (T element in value.DenseValues())
            {
                target[i] = Checked(number(element), at, $" at {i}");
                i++;
            }
        };
    }

    private float Checked(float value, int row, string place)
    {
        string? needed =
            !float.IsFinite(value) ? "a finite number"
            : _task == ModelTask.Multilabel && value is not (0 or 1) ? "0 or 1"
            : null;
        return needed is null
            ? value
            : throw new ArgumentException(
                $"Row {row}, column '{_label.Name}': the label{place} is {value.ToString(CultureInfo.InvariantCulture)}; needed: {needed}. "
                    + "Leave such rows out."
            );
    }

    private int[] Places(ClassList own)
    {
        if (own.IsOfOtherType(_classes!))
            throw new ArgumentException(
                $"The column '{_label.Name}' of the {nameof(TrainingOptions.ValidationSet)} has keys of another "
                    + $"type: {own} there; {_classes} in the training data."
            );
        int[] places = own.PlacesIn(_classes!);
        return places.Contains(-1)
            ? throw new ArgumentException(
                $"The {nameof(TrainingOptions.ValidationSet)} has classes in column '{_label.Name}' that the training data doesn't have: "
                    + $"{own} there; {_classes} in the training data."
            )
            : places;
    }
}

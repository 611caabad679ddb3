using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Evaluation;

/// <summary>A column of vectors in memory.</summary>
internal sealed class VectorColumn
{
    private readonly string _name;
    private readonly IReadOnlyList<string>? _slots;
    private readonly List<double> _values;

    private VectorColumn(string name, int width, IReadOnlyList<string>? slots, List<double> values)
    {
        _name = name;
        Width = width;
        _slots = slots;
        _values = values;
    }

    /// <summary>The length of the vectors.</summary>
    public int Width { get; }

    public int Rows => _values.Count / Width;

    public double this[int row, int element] => _values[(row * Width) + element];

    /// <summary>Labels that are there or not, as 1 and 0.</summary>
    /// <exception cref="ArgumentException">The column is missing, has other values, or no rows.</exception>
    public static VectorColumn Labels(IDataView data, string column)
    {
        if (Find(data, column, "label").Type is VectorDataViewType { ItemType: BooleanDataViewType })
            return Flags(data, column, "label");
        VectorColumn labels = Numbers(data, column, "label");
        int bad = labels._values.FindIndex(v => v is not (0 or 1));
        return bad < 0 ? labels : throw labels.Wrong(bad, "0 or 1");
    }

    /// <summary>Vectors of Boolean.</summary>
    /// <exception cref="ArgumentException">The column is missing, has other values, or no rows.</exception>
    public static VectorColumn Flags(IDataView data, string column, string role) =>
        Read<bool>(data, column, role, BooleanDataViewType.Instance, v => v ? 1 : 0);

    /// <summary>Vectors of floats that are finite.</summary>
    /// <exception cref="ArgumentException">The column is missing, has other values, or no rows.</exception>
    public static VectorColumn Numbers(IDataView data, string column, string role)
    {
        VectorColumn numbers = Read<float>(data, column, role, NumberDataViewType.Single, v => v);
        int bad = numbers._values.FindIndex(v => !double.IsFinite(v));
        return bad < 0 ? numbers : throw numbers.Wrong(bad, "a finite number");
    }

    public string NameOf(int element) => _slots?[element] ?? element.ToString(CultureInfo.InvariantCulture);

    /// <summary>One element of all rows.</summary>
    public double[] Element(int element) => [.. Enumerable.Range(0, Rows).Select(row => this[row, element])];

    /// <exception cref="ArgumentException">The other column has vectors of another length.</exception>
    public void RequireSameShape(VectorColumn other)
    {
        if (Width != other.Width)
        {
            throw new ArgumentException(
                $"The column '{other._name}' has vectors of {other.Width} elements, and '{_name}' of {Width}; needed: the same length."
            );
        }
    }

    private static VectorColumn Read<T>(IDataView data, string column, string role, PrimitiveDataViewType item, Func<T, double> number)
    {
        DataViewSchema.Column found = Find(data, column, role);
        if (found.Type is not VectorDataViewType { Size: > 0 } vector || !vector.ItemType.Equals(item))
        {
            throw new ArgumentException(
                $"The {role} column '{column}' has type {found.Type}; needed: a vector of {item} of known length, an element for each "
                    + "label or number."
            );
        }

        var values = new List<double>();
        using (DataViewRowCursor cursor = data.GetRowCursor([found]))
        {
            ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(found);
            VBuffer<T> value = default;
            while (cursor.MoveNext())
            {
                getter(ref value);
                values.AddRange(value.DenseValues().Select(number));
            }
        }

        return values.Count > 0
            ? new VectorColumn(column, vector.Size, ClassList.Of(found, "SlotNames", vector.Size)?.Names, values)
            : throw new ArgumentException("The data has no rows; needed: one or more to judge by.");
    }

    private static DataViewSchema.Column Find(IDataView data, string column, string role) =>
        ColumnValues.Find(data, column, role, vectors: true);

    private ArgumentException Wrong(int place, string needed) =>
        new(
            $"Row {place / Width}, column '{_name}': the value at {place % Width} is "
                + $"{_values[place].ToString(CultureInfo.InvariantCulture)}; needed: {needed}."
        );
}

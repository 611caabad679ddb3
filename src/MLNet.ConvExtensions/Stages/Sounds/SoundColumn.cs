using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Sounds;

/// <summary>Tells the form in which a column holds sounds from its type, or says what is allowed.</summary>
internal static class SoundColumn
{
    /// <param name="column">The column's name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="samples">The samples that a vector must have; null for any number of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column of this type doesn't hold sounds.</exception>
    public static ImageColumnKind KindOf(string column, DataViewType type, int? samples = null) =>
        type switch
        {
            TextDataViewType => ImageColumnKind.Path,
            VectorDataViewType vector when vector.ItemType == NumberDataViewType.Byte => ImageColumnKind.Encoded,
            VectorDataViewType { Size: > 0 and var size } vector
                when vector.ItemType == NumberDataViewType.Single && size == (samples ?? size) => ImageColumnKind.Pixels,
            _ => throw WrongType(column, type.ToString()!, samples),
        };

    /// <summary>Checks that the shape of a schema has the column, as far as a shape tells.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or doesn't hold sounds.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        SchemaShape.Column[] found = [.. schema.Where(c => c.Name == name)];
        if (found.Length == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(SoundOptions.InputColumnName),
                $"There is no column '{name}'; the columns are: {string.Join(", ", schema.Select(c => c.Name))}."
            );
        }

        SchemaShape.Column column = found[^1];
        bool vector = column.Kind == SchemaShape.Column.VectorKind.Vector,
            scalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        bool fits =
            !column.IsKey
            && (
                scalar
                    ? column.ItemType is TextDataViewType
                    : column.ItemType == NumberDataViewType.Byte || (vector && column.ItemType == NumberDataViewType.Single)
            );
        if (!fits)
            throw WrongType(name, $"{column.Kind} of {column.ItemType}", samples: null);
    }

    private static ArgumentOutOfRangeException WrongType(string column, string received, int? samples) =>
        new(
            nameof(SoundOptions.InputColumnName),
            $"Column '{column}' has type {received}; allowed: text (paths of WAV files), Vector<Byte> (their contents), or "
                + $"Vector<Single{(samples is null ? ", n" : $", {samples}")}> (samples)."
        );
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Neighbors;

/// <summary>Rows of features in memory, with classes c0, c1, ..., some of which may have no row, and groups.</summary>
internal static class ClassRows
{
    public static IDataView Of(
        MLContext context,
        IReadOnlyList<(int Class, float[] Features)> rows,
        int classes,
        Func<int, int>? group = null
    )
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        IDataView data = context.Data.LoadFromEnumerable(
            rows.Select(
                    (r, i) =>
                        new Row
                        {
                            Name = $"c{r.Class}",
                            Group = group?.Invoke(i) ?? i,
                            Features = r.Features,
                        }
                )
                .ToList(),
            schema
        );
        IDataView keys = context.Data.LoadFromEnumerable(Enumerable.Range(0, classes).Select(c => new Key { Name = $"c{c}" }).ToList());
        return context.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Name), keyData: keys).Fit(data).Transform(data);
    }

    private sealed class Key
    {
        public string Name { get; set; } = "";
    }

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public int Group { get; set; }

        public float[] Features { get; set; } = [];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Ensembles;

/// <summary>What a fitted member says of rows, read into memory.</summary>
internal static class MemberScores
{
    /// <summary>
    /// The member's numbers, a row each; with several classes in the order of <paramref name="classes"/>, and 0 for those that it doesn't
    /// know.
    /// </summary>
    public static IEnumerable<float[]> Read(ITransformer fitted, IDataView data, MemberOutput output, ClassList? classes)
    {
        IDataView scored = fitted.Transform(data);
        DataViewSchema.Column column = scored.Schema[output.Source];
        int[]? places = classes?.PlacesIn(output.Classes!);
        using DataViewRowCursor cursor = scored.GetRowCursor([column]);
        ValueGetter<VBuffer<float>>? vector = places is null ? null : cursor.GetGetter<VBuffer<float>>(column);
        ValueGetter<float>? number = places is null ? cursor.GetGetter<float>(column) : null;
        VBuffer<float> values = default;
        float value = 0;
        while (cursor.MoveNext())
        {
            if (places is null)
            {
                number!(ref value);
                yield return [value];
                continue;
            }

            vector!(ref values);
            float[] dense = [.. values.DenseValues()];
            yield return [.. places.Select(p => p < 0 ? 0 : dense[p])];
        }
    }
}

using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Splits the rows of a view by a number from 0 to 1 that each row gets: by chance, or from a column, so that rows with the same
/// value of it stay together. The numbers are made as the rows are read; the parts are views like any other.
/// </summary>
internal static class RowSplitting
{
    private static readonly MethodInfo ByKey = typeof(RowSplitting).GetMethod(nameof(KeyFraction), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo ByHash = typeof(RowSplitting).GetMethod(nameof(HashFraction), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static DataOperationsCatalog.TrainTestData TrainTestSplit(
        IHostEnvironment env, IDataView data, double testFraction, string? samplingKeyColumn, int? seed)
    {
        RowFractions fractions = FractionsOf(env, data, samplingKeyColumn, seed);
        return new DataOperationsCatalog.TrainTestData(
            fractions.Where(fraction => fraction >= testFraction), fractions.Where(fraction => fraction < testFraction));
    }

    public static DataOperationsCatalog.TrainTestData[] CrossValidationSplit(
        IHostEnvironment env, IDataView data, int numFolds, string? samplingKeyColumn, int? seed)
    {
        RowFractions fractions = FractionsOf(env, data, samplingKeyColumn, seed);
        return [.. Enumerable.Range(0, numFolds).Select(fold => new DataOperationsCatalog.TrainTestData(
            fractions.Where(fraction => FoldOf(fraction) != fold), fractions.Where(fraction => FoldOf(fraction) == fold)))];

        int FoldOf(double fraction) => Math.Min((int)(fraction * numFolds), numFolds - 1);
    }

    private static RowFractions FractionsOf(IHostEnvironment env, IDataView data, string? samplingKeyColumn, int? seed)
    {
        if (samplingKeyColumn == null)
        {
            int own = seed ?? env.Register("SplitColumn").Rand.Next();
            return new RowFractions(data, null, _ => ByChance(own));
        }

        DataViewSchema.Column column = data.Schema.GetColumnOrNull(samplingKeyColumn)
            ?? throw env.ExceptSchemaMismatch("samplingKeyColumn", "SamplingKeyColumn", samplingKeyColumn);
        uint hashSeed = (uint)(seed ?? 314489979);
        Func<DataViewRow, Func<double>> create = column.Type switch
        {
            KeyDataViewType key => row => (Func<double>)ByKey.InvokeGeneric(key.RawType, row, column, key.Count)!,
            NumberDataViewType when column.Type == NumberDataViewType.Single || column.Type == NumberDataViewType.Double => Scaled(data, column),
            _ => row => (Func<double>)ByHash.InvokeGeneric(column.Type.RawType, row, column, hashSeed)!,
        };
        return new RowFractions(data, column, create);
    }

    // A number for each position: reading the same view again gives the same one.
    private static Func<double> ByChance(int seed)
    {
        var random = new Random(seed);
        return random.NextDouble;
    }

    private static Func<double> KeyFraction<T>(DataViewRow row, DataViewSchema.Column column, ulong count)
        where T : struct, IConvertible
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            get(ref value);
            ulong key = value.ToUInt64(null);
            return key == 0 || key > count ? double.NaN : (key - 0.5) / count;
        };
    }

    private static Func<double> HashFraction<T>(DataViewRow row, DataViewSchema.Column column, uint seed)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return (StableHash<T>.Of(value, seed) + 0.5) / (1UL << 32);
        };
    }

    // Numbers are cut by their place between the least and the greatest one, which takes a pass through the data.
    private static Func<DataViewRow, Func<double>> Scaled(IDataView data, DataViewSchema.Column column)
    {
        double least = double.PositiveInfinity;
        double greatest = double.NegativeInfinity;
        using (DataViewRowCursor cursor = data.GetRowCursor([column]))
        {
            Func<double> read = Number(cursor);
            while (cursor.MoveNext())
            {
                double value = read();
                least = Math.Min(least, double.IsNaN(value) ? least : value);
                greatest = Math.Max(greatest, double.IsNaN(value) ? greatest : value);
            }
        }

        return row =>
        {
            Func<double> read = Number(row);
            return () => greatest > least ? (read() - least) / (greatest - least) : 0;
        };

        Func<double> Number(DataViewRow row)
        {
            if (column.Type == NumberDataViewType.Double)
            {
                ValueGetter<double> get = row.GetGetter<double>(column);
                double value = 0;
                return () =>
                {
                    get(ref value);
                    return value;
                };
            }

            ValueGetter<float> getSingle = row.GetGetter<float>(column);
            float single = 0;
            return () =>
            {
                getSingle(ref single);
                return single;
            };
        }
    }
}

using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Reads labels of all kinds as numbers: 0 and 1, classes from 0, and NaN where the label is missing.</summary>
internal static class LabelReader
{
    private static readonly MethodInfo KeyReader =
        typeof(LabelReader).GetMethod(nameof(CreateForKey), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static ValueGetter<float> Create(DataViewRow row, DataViewSchema.Column label)
    {
        switch (label.Type)
        {
            case NumberDataViewType single when single == NumberDataViewType.Single:
                return row.GetGetter<float>(label);
            case NumberDataViewType @double when @double == NumberDataViewType.Double:
                ValueGetter<double> getDouble = row.GetGetter<double>(label);
                double number = 0;
                return (ref float value) =>
                {
                    getDouble(ref number);
                    value = (float)number;
                };
            case BooleanDataViewType:
                ValueGetter<bool> getBoolean = row.GetGetter<bool>(label);
                bool truth = false;
                return (ref float value) =>
                {
                    getBoolean(ref truth);
                    value = truth ? 1 : 0;
                };
            case KeyDataViewType key:
                return (ValueGetter<float>)KeyReader.InvokeGeneric(key.RawType, row, label, key.Count)!;
            default:
                throw Contracts.Except(
                    $"Only floating point number, boolean, and key type values can be used as label, but column '{label.Name}' is {label.Type}.");
        }
    }

    private static ValueGetter<float> CreateForKey<TKey>(DataViewRow row, DataViewSchema.Column label, ulong count)
        where TKey : struct, IConvertible
    {
        ValueGetter<TKey> getKey = row.GetGetter<TKey>(label);
        TKey key = default;
        return (ref float value) =>
        {
            getKey(ref key);
            ulong number = key.ToUInt64(null);
            value = number > 0 && number <= count ? number - 1 : float.NaN;
        };
    }
}

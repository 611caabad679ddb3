using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Replaces a label of several classes by whether it is one of them. A missing label is not.</summary>
internal sealed class ClassLabelMapper(DataViewSchema.Column label, int classIndex) : IRowMapper
{
    private static readonly MethodInfo GetterMaker =
        typeof(ClassLabelMapper).GetMethod(nameof(CreateGetter), BindingFlags.NonPublic | BindingFlags.Static)!;

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => [new(label.Name, BooleanDataViewType.Instance)];

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) => column => activeOutput(0) && column == label.Index;

    public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
    {
        disposer = null;
        return [activeOutput(0) ? (Delegate)GetterMaker.InvokeGeneric(label.Type.RawType, input, label, (ulong)classIndex + 1)! : null];
    }

    private static ValueGetter<bool> CreateGetter<TKey>(DataViewRow input, DataViewSchema.Column label, ulong wanted)
        where TKey : struct, IConvertible
    {
        ValueGetter<TKey> getKey = input.GetGetter<TKey>(label);
        TKey key = default;
        return (ref bool value) =>
        {
            getKey(ref key);
            value = key.ToUInt64(null) == wanted;
        };
    }
}

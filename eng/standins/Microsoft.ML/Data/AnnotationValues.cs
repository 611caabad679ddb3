using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Getters of annotations whose values were given as ordinary .NET values: strings and arrays among them.</summary>
internal static class AnnotationValues
{
    private static readonly MethodInfo OfArray = Method(nameof(ArrayGetter));
    private static readonly MethodInfo OfBuffer = Method(nameof(BufferGetter));

    public static Delegate GetterOf<T>(T value, DataViewType type)
    {
        MemberTypes.Resolve(typeof(T), out Type itemType, out bool isVector);
        Contracts.Check(isVector == type is VectorDataViewType, $"An annotation of type {type} can't have a value of type {typeof(T)}.");
        Contracts.Check(type.GetItemType().RawType == itemType, $"An annotation of type {type} can't have a value of type {typeof(T)}.");
        return value switch
        {
            string text => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> target) => target = text.AsMemory()),
            string[] texts => ArrayGetter(texts.Select(t => t.AsMemory()).ToArray()),
            Array array => (Delegate)OfArray.InvokeGeneric(itemType, array)!,
            _ when isVector => (Delegate)OfBuffer.InvokeGeneric(itemType, value)!,
            _ => (ValueGetter<T>)((ref T target) => target = value),
        };
    }

    private static ValueGetter<VBuffer<TItem>> ArrayGetter<TItem>(TItem[] items) => BufferGetter(new VBuffer<TItem>(items.Length, items));

    private static ValueGetter<VBuffer<TItem>> BufferGetter<TItem>(VBuffer<TItem> buffer) =>
        (ref VBuffer<TItem> target) => buffer.CopyTo(ref target);

    private static MethodInfo Method(string name) => typeof(AnnotationValues).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}

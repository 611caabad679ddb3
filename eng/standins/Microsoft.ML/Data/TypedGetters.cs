using System.Numerics;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Makes the getters of columns whose rows are objects of a user's type.</summary>
internal sealed class TypedGetters<TRow>(Func<TRow> current)
    where TRow : class
{
    private const BindingFlags Own = BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly MethodInfo OfScalar = typeof(TypedGetters<TRow>).GetMethod(nameof(Scalar), Own)!;
    private static readonly MethodInfo OfKey = typeof(TypedGetters<TRow>).GetMethod(nameof(Key), Own)!;
    private static readonly MethodInfo OfArray = typeof(TypedGetters<TRow>).GetMethod(nameof(Array), Own)!;
    private static readonly MethodInfo OfBuffer = typeof(TypedGetters<TRow>).GetMethod(nameof(Buffer), Own)!;

    public Delegate Create(InternalSchemaDefinition.Column column)
    {
        Type type = column.Member.TypeOfMember();
        if (type == typeof(string))
            return Text(column.Member);
        if (type == typeof(string[]))
            return Texts(column.Member);
        Type itemType = column.Type.GetItemType().RawType;
        MethodInfo make = type.IsArray ? OfArray : column.Type is VectorDataViewType ? OfBuffer : column.Type is KeyDataViewType ? OfKey : OfScalar;
        return (Delegate)make.InvokeGeneric([itemType], this, make == OfKey ? [column.Member, column.Type] : [column.Member])!;
    }

    private ValueGetter<ReadOnlyMemory<char>> Text(MemberInfo member)
    {
        Func<TRow, string?> read = MemberAccess.Reader<TRow, string?>(member);
        return (ref ReadOnlyMemory<char> value) => value = read(current()).AsMemory();
    }

    private ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(MemberInfo member)
    {
        Func<TRow, string?[]?> read = MemberAccess.Reader<TRow, string?[]?>(member);
        return (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            string?[] texts = read(current()) ?? [];
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, texts.Length);
            for (int i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            value = editor.Commit();
        };
    }

    private ValueGetter<TValue> Scalar<TValue>(MemberInfo member)
    {
        Func<TRow, TValue> read = MemberAccess.Reader<TRow, TValue>(member);
        return (ref TValue value) => value = read(current());
    }

    // Members count keys from 0, columns count them from 1 and mean a missing value by 0.
    private ValueGetter<TValue> Key<TValue>(MemberInfo member, KeyDataViewType type)
        where TValue : struct, INumber<TValue>
    {
        Contracts.Check(typeof(TValue) != typeof(ushort), "A key in a row object is a Byte, UInt32 or UInt64.");
        Func<TRow, TValue> read = MemberAccess.Reader<TRow, TValue>(member);
        return (ref TValue value) =>
        {
            TValue raw = read(current());
            value = ulong.CreateChecked(raw) < type.Count ? raw + TValue.One : TValue.Zero;
        };
    }

    private ValueGetter<VBuffer<TItem>> Array<TItem>(MemberInfo member)
    {
        Func<TRow, TItem[]?> read = MemberAccess.Reader<TRow, TItem[]?>(member);
        return (ref VBuffer<TItem> value) =>
        {
            TItem[] items = read(current()) ?? [];
            VBufferEditor<TItem> editor = VBufferEditor.Create(ref value, items.Length);
            items.CopyTo(editor.Values);
            value = editor.Commit();
        };
    }

    private ValueGetter<VBuffer<TItem>> Buffer<TItem>(MemberInfo member)
    {
        Func<TRow, VBuffer<TItem>> read = MemberAccess.Reader<TRow, VBuffer<TItem>>(member);
        return (ref VBuffer<TItem> value) => read(current()).CopyTo(ref value);
    }
}

using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fills objects of a user's type from rows.</summary>
internal sealed class TypedReader<TRow>
    where TRow : class
{
    private const BindingFlags Own = BindingFlags.NonPublic | BindingFlags.Static;

    private static readonly MethodInfo OfScalar = typeof(TypedReader<TRow>).GetMethod(nameof(Scalar), Own)!;
    private static readonly MethodInfo OfArray = typeof(TypedReader<TRow>).GetMethod(nameof(Array), Own)!;
    private static readonly MethodInfo OfBuffer = typeof(TypedReader<TRow>).GetMethod(nameof(Buffer), Own)!;

    private readonly List<(MemberInfo Member, DataViewSchema.Column Column)> _bound = [];

    public TypedReader(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition)
    {
        var columns = InternalSchemaDefinition.Create(typeof(TRow), definition, SchemaDefinition.Direction.Write);
        foreach (InternalSchemaDefinition.Column wanted in columns.Columns)
        {
            if (schema.GetColumnOrNull(wanted.Name) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw Contracts.ExceptSchemaMismatch("Schema", "", wanted.Name);
            }

            Contracts.Check(Fits(column.Type, wanted.Member),
                $"Column '{column.Name}' of type '{column.Type}' can't be read into '{wanted.Member.Name}' of type '{wanted.Member.TypeOfMember()}'.");
            _bound.Add((wanted.Member, column));
        }
    }

    /// <summary>The columns that are read.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(b => b.Column);

    public Action<TRow> CreateFiller(DataViewRow row)
    {
        Action<TRow>[] setters = [.. _bound.Select(b => Setter(row, b.Member, b.Column))];
        return target =>
        {
            foreach (Action<TRow> setter in setters)
                setter(target);
        };
    }

    private static bool Fits(DataViewType type, MemberInfo member)
    {
        MemberTypes.Resolve(member.TypeOfMember(), out Type itemType, out bool isVector);
        return isVector == type is VectorDataViewType && type.GetItemType().RawType == itemType;
    }

    private static Action<TRow> Setter(DataViewRow row, MemberInfo member, DataViewSchema.Column column)
    {
        Type type = member.TypeOfMember();
        if (type == typeof(string))
            return Text(row, member, column);
        if (type == typeof(string[]))
            return Texts(row, member, column);
        MethodInfo make = type.IsArray ? OfArray : column.Type is VectorDataViewType ? OfBuffer : OfScalar;
        return (Action<TRow>)make.InvokeGeneric(column.Type.GetItemType().RawType, row, member, column)!;
    }

    private static Action<TRow> Text(DataViewRow row, MemberInfo member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(column);
        var write = MemberAccess.Writer<TRow, string>(member);
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            get(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> Texts(DataViewRow row, MemberInfo member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var write = MemberAccess.Writer<TRow, string[]>(member);
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            get(ref value);
            write(target, [.. value.DenseValues().Select(text => text.ToString())]);
        };
    }

    private static Action<TRow> Scalar<TValue>(DataViewRow row, MemberInfo member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<TValue>(column);
        var write = MemberAccess.Writer<TRow, TValue>(member);
        TValue value = default!;
        return target =>
        {
            get(ref value);
            write(target, value);
        };
    }

    // An array that the row object holds already is filled again if its length is right.
    private static Action<TRow> Array<TItem>(DataViewRow row, MemberInfo member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<TItem>>(column);
        var read = MemberAccess.CanRead(member) ? MemberAccess.Reader<TRow, TItem[]?>(member) : _ => null;
        var write = MemberAccess.Writer<TRow, TItem[]>(member);
        VBuffer<TItem> value = default;
        return target =>
        {
            get(ref value);
            TItem[]? items = read(target);
            if (items?.Length != value.Length)
                items = new TItem[value.Length];
            value.CopyTo(items);
            write(target, items);
        };
    }

    private static Action<TRow> Buffer<TItem>(DataViewRow row, MemberInfo member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<TItem>>(column);
        var read = MemberAccess.CanRead(member) ? MemberAccess.Reader<TRow, VBuffer<TItem>>(member) : _ => default;
        var write = MemberAccess.Writer<TRow, VBuffer<TItem>>(member);
        return target =>
        {
            VBuffer<TItem> value = read(target);
            get(ref value);
            write(target, value);
        };
    }
}

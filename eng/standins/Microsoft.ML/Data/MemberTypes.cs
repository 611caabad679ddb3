using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which column types the members of user types stand for.</summary>
internal static class MemberTypes
{
    public static Type TypeOfMember(this MemberInfo member) =>
        member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>Takes arrays and vector buffers apart; strings count as spans of characters.</summary>
    public static void Resolve(Type type, out Type itemType, out bool isVector)
    {
        isVector = type.IsArray || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>));
        itemType = type.IsArray ? type.GetElementType()! : isVector ? type.GetGenericArguments()[0] : type;
        if (itemType == typeof(string))
            itemType = typeof(ReadOnlyMemory<char>);
    }

    public static DataViewType ColumnTypeOf(MemberInfo member)
    {
        Resolve(member.TypeOfMember(), out Type itemType, out bool isVector);
        if (DataViewTypeManager.TryGetDataViewType(itemType, member.GetCustomAttributes()) is { } registered)
            return registered;

        string owner = $"{member.DeclaringType}.{member.Name}";
        PrimitiveDataViewType item = ColumnTypeExtensions.TryPrimitiveTypeFromType(itemType) ?? throw Contracts.ExceptParam("rawType",
            $"{owner} is of type {member.TypeOfMember()}, for which there is no column type. Mark it with [NoColumn] if it isn't meant to be one.");
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            Contracts.CheckParam(KeyDataViewType.IsValidDataType(itemType), "userType", $"{owner} is marked as a key, but {itemType} can't be one.");
            item = new KeyDataViewType(itemType, key.Count);
        }

        VectorTypeAttribute? vector = member.GetCustomAttribute<VectorTypeAttribute>();
        Contracts.CheckParam(vector == null || isVector, "userType", $"{owner} is marked as a vector, but is of type {member.TypeOfMember()}.");
        return !isVector ? item : vector is { Dims.Length: > 0 } ? new VectorDataViewType(item, vector.Dims) : new VectorDataViewType(item);
    }
}

using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A schema definition that has been checked against the type whose members it names.</summary>
internal sealed class InternalSchemaDefinition
{
    private InternalSchemaDefinition(Column[] columns) => Columns = columns;

    public Column[] Columns { get; }

    public static InternalSchemaDefinition Create(Type userType, SchemaDefinition? definition, SchemaDefinition.Direction direction)
    {
        definition ??= SchemaDefinition.Create(userType, direction);
        return new InternalSchemaDefinition([.. definition.Select(column => Check(userType, column))]);
    }

    public DataViewSchema ToSchema()
    {
        var builder = new DataViewSchema.Builder();
        foreach (Column column in Columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    private static Column Check(Type userType, SchemaDefinition.Column column)
    {
        const string parameter = "userSchemaDefinition";
        MemberInfo member = userType.GetField(column.MemberName) ?? (MemberInfo?)userType.GetProperty(column.MemberName)
            ?? throw Contracts.ExceptParam(parameter, $"{userType} has no public field or property '{column.MemberName}'.");
        MemberTypes.Resolve(member.TypeOfMember(), out Type itemType, out bool isVector);
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        DataViewType type = column.ColumnType ?? MemberTypes.ColumnTypeOf(member);
        Contracts.CheckParam(isVector == type is VectorDataViewType, parameter,
            $"Column '{name}' is to be {type}, but '{column.MemberName}' is {(isVector ? "a vector" : "a scalar")}.");
        Contracts.CheckParam(type.GetItemType().RawType == itemType, parameter,
            $"Column '{name}' is to hold values of type {type.GetItemType().RawType}, but '{column.MemberName}' holds {itemType}.");
        return new Column(name, type, member, column.Annotations);
    }

    internal sealed record Column(string Name, DataViewType Type, MemberInfo Member, DataViewSchema.Annotations Annotations);
}

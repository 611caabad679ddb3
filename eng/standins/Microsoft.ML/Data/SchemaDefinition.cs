using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => this.FirstOrDefault(c => c.ColumnName == columnName)!;
        set
        {
            Contracts.CheckValue(value, nameof(value));
            Contracts.CheckParam(value.ColumnName == columnName, nameof(columnName),
                $"The column is named '{value.ColumnName}', but was set as '{columnName}'.");
            int index = FindIndex(c => c.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var columns = new SchemaDefinition();
        var names = new HashSet<string>();
        foreach (MemberInfo member in ColumnMembers(userType, direction))
        {
            foreach (DataViewTypeAttribute attribute in member.GetCustomAttributes<DataViewTypeAttribute>())
                attribute.Register();
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            Contracts.CheckParam(names.Add(name), nameof(userType), $"{userType} has more than one member for column '{name}'.");
            columns.Add(new Column(member.Name, MemberTypes.ColumnTypeOf(member), name));
        }

        return columns;
    }

    /// <summary>The columns of <paramref name="schema"/>, types and annotations included, bound to the members of a type.</summary>
    internal static SchemaDefinition Create(Type userType, DataViewSchema schema)
    {
        SchemaDefinition definition = Create(userType, Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            Column own = definition[column.Name] ?? throw Contracts.Except($"{userType} has no member for column '{column.Name}'.");
            own.ColumnType = column.Type;
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
                own.AnnotationGetters[annotation.Name] = (annotation.Type, column.Annotations.GetGetterInternal(annotation.Index));
        }

        return definition;
    }

    /// <summary>The public fields and properties of a type that are columns: fields first, as the real library has them.</summary>
    internal static IEnumerable<MemberInfo> ColumnMembers(Type userType, Direction direction)
    {
        const BindingFlags publicInstance = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<PropertyInfo> properties = userType.GetProperties(publicInstance).Where(p => p.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && p.GetGetMethod() != null) || (direction.HasFlag(Direction.Write) && p.GetSetMethod() != null)));
        return userType.GetFields(publicInstance).Concat<MemberInfo>(properties)
            .Where(m => m.GetCustomAttribute<NoColumnAttribute>() == null && m.TypeOfMember() != typeof(IChannel));
    }

    public sealed class Column
    {
        internal Column(string memberName, DataViewType? columnType, string columnName)
        {
            Contracts.CheckNonEmpty(memberName, nameof(memberName));
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType!;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach ((string kind, (DataViewType type, Delegate getter)) in AnnotationGetters)
                    builder.Add(kind, type, getter);
                return builder.ToAnnotations();
            }
        }

        internal Dictionary<string, (DataViewType Type, Delegate Getter)> AnnotationGetters { get; } = [];

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            Contracts.Check(!AnnotationGetters.ContainsKey(kind), $"Column '{ColumnName}' has an annotation '{kind}' already.");
            AnnotationGetters[kind] = (annotationType, AnnotationValues.GetterOf(value, annotationType));
        }
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>What an assembly shows to others, a line for each type and member.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(Describe).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Describe(Type type)
    {
        string name = Name(type);
        yield return $"{name} : {(type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : "class")}";
        if (type.IsEnum)
        {
            foreach (string value in Enum.GetNames(type))
                yield return $"{name}.{value} = {Convert.ToInt64(Enum.Parse(type, value), System.Globalization.CultureInfo.InvariantCulture)}";
            yield break;
        }

        foreach (
            MethodBase method in type.GetMembers(Declared)
                .OfType<MethodBase>()
                .Where(m => !m.IsDefined(typeof(CompilerGeneratedAttribute)) || m.IsSpecialName)
        )
        {
            string parameters = string.Join(
                ", ",
                method
                    .GetParameters()
                    .Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "null"}" : "")}")
            );
            yield return $"{name}.{method.Name}({parameters}){(method is MethodInfo info ? $" -> {Name(info.ReturnType)}" : "")}";
        }

        foreach (FieldInfo field in type.GetFields(Declared))
            yield return $"{name}.{field.Name} : {Name(field.FieldType)}";
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter)
            return type.Name;
        string name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}

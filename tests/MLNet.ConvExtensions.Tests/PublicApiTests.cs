using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLNet.ConvExtensions.Tests;

/// <summary>
/// The library's public surface is what PublicApi.txt says, so that none of it changes by accident. After a change on purpose:
/// CONV_UPDATE_PUBLIC_API=1 dotnet test tests/MLNet.ConvExtensions.Tests --filter PublicApi
/// </summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_api_is_the_one_on_record()
    {
        string[] actual = [.. typeof(ConvFeaturesEstimator).Assembly.GetExportedTypes().SelectMany(Describe).Distinct().Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("CONV_UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllLines(Path.Combine(SourceFolder(), "PublicApi.txt"), actual);
            return;
        }

        string[] expected = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        Assert.Equal([], actual.Except(expected).Select(line => "+ " + line).Concat(expected.Except(actual).Select(line => "- " + line)));
    }

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

        foreach (MethodBase method in type.GetMembers(Declared).OfType<MethodBase>().Where(m => !m.IsDefined(typeof(CompilerGeneratedAttribute)) || m.IsSpecialName))
        {
            string parameters = string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "null"}" : "")}"));
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

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

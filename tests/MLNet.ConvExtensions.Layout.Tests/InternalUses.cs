using Mono.Cecil;

namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>What one product assembly uses of another that isn't public there.</summary>
internal sealed class InternalUses : IDisposable
{
    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly HashSet<string> _product;
    private readonly List<AssemblyDefinition> _assemblies;

    /// <param name="names">The names of the product's assemblies.</param>
    public InternalUses(IReadOnlyList<string> names)
    {
        _resolver.AddSearchDirectory(AppContext.BaseDirectory);
        _product = [.. names];
        _assemblies =
        [
            .. names.Select(name =>
                AssemblyDefinition.ReadAssembly(
                    Path.Combine(AppContext.BaseDirectory, name + ".dll"),
                    new ReaderParameters { AssemblyResolver = _resolver }
                )
            ),
        ];
    }

    /// <summary>
    /// Internal types by their names, and internal members of public types as TYPE.MEMBER. A member that has an internal type in its
    /// signature can't be public, and counts as that type.
    /// </summary>
    public IReadOnlySet<string> Names() => _assemblies.SelectMany(Of).ToHashSet();

    public void Dispose()
    {
        foreach (AssemblyDefinition assembly in _assemblies)
            assembly.Dispose();
        _resolver.Dispose();
    }

    private IEnumerable<string> Of(AssemblyDefinition assembly)
    {
        foreach ((_, TypeReference used) in UsedTypes.Read(assembly))
        {
            if (IsForeign(used, assembly) && used.Resolve() is { IsPublic: false } type)
                yield return NameOf(type);
        }

        foreach (MemberReference member in assembly.MainModule.GetMemberReferences())
        {
            if (!IsForeign(member.DeclaringType, assembly) || !Outermost(member.DeclaringType.Resolve()).IsPublic)
                continue;
            switch (member.Resolve())
            {
                case MethodDefinition { IsAssembly: true } or MethodDefinition { IsFamilyAndAssembly: true }:
                    var method = (MethodDefinition)member.Resolve();
                    string[] types = [.. Hidden(method)];
                    foreach (string name in types.Length > 0 ? types : [$"{NameOf(method.DeclaringType)}.{PlainName(method.Name)}"])
                        yield return name;
                    break;
                case FieldDefinition { IsAssembly: true } field:
                    yield return $"{NameOf(field.DeclaringType)}.{field.Name}";
                    break;
            }
        }
    }

    private static IEnumerable<string> Hidden(MethodDefinition method) =>
        method
            .Parameters.Select(p => p.ParameterType)
            .Append(method.ReturnType)
            .SelectMany(Elements)
            .Select(t => t.Resolve())
            .Where(t => t is not null && !Outermost(t).IsPublic)
            .Select(NameOf);

    private static IEnumerable<TypeReference> Elements(TypeReference type) =>
        type switch
        {
            GenericParameter => [],
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Elements).Append(generic.ElementType),
            TypeSpecification wrapped => Elements(wrapped.ElementType),
            _ => [type],
        };

    private bool IsForeign(TypeReference type, AssemblyDefinition user) =>
        type is not GenericParameter
        && type.GetElementType().Scope is AssemblyNameReference reference
        && reference.Name != user.Name.Name
        && _product.Contains(reference.Name);

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string NameOf(TypeDefinition type) => Outermost(type).Name;

    private static string PlainName(string method) =>
        method.StartsWith("get_", StringComparison.Ordinal) || method.StartsWith("set_", StringComparison.Ordinal) ? method[4..] : method;
}

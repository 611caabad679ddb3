using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>What a type needs of other types: in its declaration, its members' signatures and its code.</summary>
internal static class UsedTypes
{
    /// <returns>For each type of the assembly that isn't nested the types that it and those nested in it name.</returns>
    public static IEnumerable<(TypeDefinition User, TypeReference Used)> Read(AssemblyDefinition assembly) =>
        from type in assembly.MainModule.Types
        where !type.Namespace.EndsWith(".Generated", StringComparison.Ordinal)
        from user in WithNested(type)
        from used in Of(user).SelectMany(Elements)
        select (type, Outermost(used));

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static IEnumerable<TypeReference?> Of(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(i => i.InterfaceType),
            .. type.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType),
            .. Attributes(type),
            .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
            .. type.Properties.SelectMany(Attributes),
            .. type.Methods.SelectMany(Of),
        ];

    private static IEnumerable<TypeReference?> Of(MethodDefinition method)
    {
        IEnumerable<TypeReference?> signature =
        [
            method.ReturnType,
            .. method.Parameters.Select(p => p.ParameterType),
            .. method.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType),
            .. Attributes(method),
        ];
        return method.HasBody
            ? [.. signature, .. method.Body.Variables.Select(v => v.VariableType), .. method.Body.Instructions.SelectMany(Of)]
            : signature;
    }

    private static IEnumerable<TypeReference?> Of(Instruction instruction) =>
        instruction.Operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
            MethodReference method => [method.DeclaringType, method.ReturnType],
            FieldReference field => [field.DeclaringType, field.FieldType],
            _ => [],
        };

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(a => a.AttributeType);

    private static IEnumerable<TypeReference> Elements(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Elements).Append(generic.ElementType),
            TypeSpecification wrapped => Elements(wrapped.ElementType),
            _ => [type],
        };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}

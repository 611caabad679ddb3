using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace MLNet.ConvExtensions.Layout.Tests;

/// <summary>The source file of each type of an assembly, as its debug symbols tell.</summary>
internal static class SourceFiles
{
    // The kind of record in which the compiler notes the files of a type without code, such as an interface.
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    /// <param name="assembly">The path of an assembly, with its symbols beside it.</param>
    /// <returns>For each type that isn't nested, under its full name, its file relative to the folder 'src'.</returns>
    public static IReadOnlyDictionary<string, string> Read(string assembly)
    {
        using var stream = File.OpenRead(assembly);
        using var image = new System.Reflection.PortableExecutable.PEReader(stream);
        using MetadataReaderProvider symbolsProvider = MetadataReaderProvider.FromPortablePdbStream(
            File.OpenRead(Path.ChangeExtension(assembly, ".pdb"))
        );
        MetadataReader metadata = image.GetMetadataReader(),
            symbols = symbolsProvider.GetMetadataReader();

        var files = new Dictionary<string, string>();
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            if (FileOf(handle, type, symbols) is not { } file)
                continue;
            while (!type.GetDeclaringType().IsNil)
                type = metadata.GetTypeDefinition(type.GetDeclaringType());
            string space = metadata.GetString(type.Namespace),
                name = metadata.GetString(type.Name);
            files.TryAdd(space.Length == 0 ? name : $"{space}.{name}", file);
        }

        return files;
    }

    private static string? FileOf(TypeDefinitionHandle handle, TypeDefinition type, MetadataReader symbols)
    {
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            MethodDebugInformation information = symbols.GetMethodDebugInformation(method.ToDebugInformationHandle());
            if (!information.Document.IsNil)
                return Relative(information.Document, symbols);
        }

        foreach (CustomDebugInformationHandle noted in symbols.GetCustomDebugInformation(handle))
        {
            CustomDebugInformation information = symbols.GetCustomDebugInformation(noted);
            if (symbols.GetGuid(information.Kind) == TypeDocuments)
                return Relative(MetadataTokens.DocumentHandle(symbols.GetBlobReader(information.Value).ReadCompressedInteger()), symbols);
        }

        return null;
    }

    private static string? Relative(DocumentHandle document, MetadataReader symbols)
    {
        string path = symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');
        int start = path.LastIndexOf("/src/", StringComparison.Ordinal);
        return start < 0 ? null : path[(start + "/src/".Length)..];
    }
}

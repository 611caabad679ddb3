using System.Buffers.Binary;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>Makes a library ask for versions that the system has, of functions that are the same in them.</summary>
internal static class OlderVersions
{
    private const ushort AnyVersion = 1;

    /// <summary>Stands where the name of a function was that nothing calls: libc has it, and calling it would do nothing.</summary>
    private static ReadOnlySpan<byte> Harmless => "getpid\0"u8;

    /// <summary>Writes the changes into the library's bytes.</summary>
    /// <param name="bytes">The file, which is changed.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="symbols">What may be changed.</param>
    /// <param name="missing">The versions that the system lacks.</param>
    /// <exception cref="InvalidDataException">The file isn't a shared library, or needs a missing version for something else.</exception>
    public static void Put(byte[] bytes, string path, IReadOnlyList<OlderSymbol> symbols, IReadOnlyList<ElfVersionNeed> missing)
    {
        var library = new ElfLibrary(bytes, path);
        ILookup<ushort, ElfSymbol> imports = library.Imports().ToLookup(i => i.Version);
        foreach (ElfVersionNeed need in missing)
        {
            ElfVersionNeed[] others = [.. library.Needs.Where(n => n.Library == need.Library && missing.All(m => m.Index != n.Index))];
            foreach (ElfSymbol import in imports[need.Index])
            {
                OlderSymbol symbol =
                    symbols.FirstOrDefault(s => s.Version == need.Version && s.Name == import.Name)
                    ?? throw Unknown(path, need, import.Name);
                if (symbol.Older is null)
                    Harmless.CopyTo(bytes.AsSpan((int)library.NameOffset(import)));
                ushort version = symbol.Older is null
                    ? AnyVersion
                    : (others.FirstOrDefault(o => o.Version == symbol.Older) ?? throw Unknown(path, need, import.Name)).Index;
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)import.VersionOffset), version);
            }

            // The need itself becomes a second one for a version that is there: its hash and its name, not its number.
            ElfVersionNeed there = others.FirstOrDefault() ?? throw Unknown(path, need, "another version");
            bytes.AsSpan((int)there.Offset, 4).CopyTo(bytes.AsSpan((int)need.Offset));
            bytes.AsSpan((int)there.Offset + 8, 4).CopyTo(bytes.AsSpan((int)need.Offset + 8));
        }
    }

    private static InvalidDataException Unknown(string path, ElfVersionNeed need, string name) =>
        new($"'{path}' needs {name} in the version {need.Version} of {need.Library}, and no older one is known to do.");
}

using System.Text;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>Where the names of a shared library's own table of symbols are, those that it doesn't export among them.</summary>
internal static class ElfAddresses
{
    private const int HeaderSize = 64,
        SectionSize = 64,
        SymbolSize = 24,
        SymbolTable = 2;
    private const long MostBytes = 1 << 28;

    /// <summary>Reads the table, and nothing else of a file that may be large.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">The names.</param>
    /// <returns>The address and the size of each that is there, by name.</returns>
    /// <exception cref="InvalidDataException">It isn't a shared library that can be read.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static IReadOnlyDictionary<string, (ulong Address, ulong Size)> Find(string path, params IReadOnlyCollection<string> names)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        ElfReader header = Part(0, HeaderSize);
        ElfReader sections = Part(header.UInt64(40), (ulong)header.UInt16(60) * SectionSize);
        (string Name, byte[] Text)[] wanted = [.. names.Select(name => (name, Encoding.ASCII.GetBytes(name + '\0')))];
        var found = new Dictionary<string, (ulong, ulong)>(StringComparer.Ordinal);
        for (int section = 0; section < header.UInt16(60); section++)
        {
            if (sections.UInt32((section * SectionSize) + 4) != SymbolTable)
                continue;
            ElfReader symbols = Section(section);
            ElfReader texts = Section((int)Math.Min(sections.UInt32((section * SectionSize) + 40), header.UInt16(60)));
            for (int symbol = 0; symbol + SymbolSize <= symbols.Bytes.Length; symbol += SymbolSize)
            {
                foreach ((string name, byte[] text) in wanted)
                {
                    if (symbols.UInt64(symbol + 8) != 0 && texts.Holds(symbols.UInt32(symbol), text))
                        found[name] = (symbols.UInt64(symbol + 8), symbols.UInt64(symbol + 16));
                }
            }
        }

        return found;

        ElfReader Section(int index) => Part(sections.UInt64((index * SectionSize) + 24), sections.UInt64((index * SectionSize) + 32));

        ElfReader Part(ulong start, ulong length)
        {
            if (length > MostBytes || start > long.MaxValue)
                throw new ElfReader([], path).Broken($"a table of {length} bytes at byte {start}");
            byte[] bytes = new byte[length];
            return RandomAccess.Read(file, bytes, (long)start) == bytes.Length
                ? new ElfReader(bytes, path)
                : throw new ElfReader([], path).Broken($"{length} bytes are missing at byte {start}");
        }
    }
}

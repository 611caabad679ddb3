namespace MLNet.ConvExtensions.Training.Native;

/// <summary>The versions that a shared library of x86-64 Linux has and needs, as the tables of its file say.</summary>
/// <remarks>
/// The format: System V ABI, chapter 4, and the GNU extensions for symbol versions of the Linux Standard Base, section 10.7. A file that
/// is cut off, of another machine, or has tables that lead out of it, is refused with an <see cref="InvalidDataException"/>.
/// </remarks>
internal sealed class ElfLibrary
{
    private const uint TextTable = 3,
        DynamicSymbols = 11;
    private const uint SymbolVersions = 0x6fffffff,
        NeededVersions = 0x6ffffffe,
        DefinedVersions = 0x6ffffffd;
    private const int SymbolSize = 24,
        BindingBits = 0xf0,
        WeakBinding = 0x20;
    private readonly ElfReader _reader;
    private readonly ElfSection[] _sections;

    /// <summary>Reads the tables.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public ElfLibrary(byte[] bytes, string path)
    {
        _reader = new ElfReader(bytes, path);
        if (bytes.Length < 64 || !bytes.AsSpan(0, 7).SequenceEqual("\u007fELF\u0002\u0001\u0001"u8))
            throw _reader.Broken("it doesn't begin as a 64-bit ELF file does");
        if (_reader.UInt16(16) != 3 || _reader.UInt16(18) != 62)
            throw _reader.Broken("it isn't a shared library for x86-64");
        _sections = ReadSections();
        Needs = [.. ReadNeeds()];
    }

    /// <summary>The versions of other libraries that it needs.</summary>
    public IReadOnlyList<ElfVersionNeed> Needs { get; }

    /// <summary>The versions that it has itself.</summary>
    public IReadOnlySet<string> Definitions() => ReadDefinitions().ToHashSet(StringComparer.Ordinal);

    /// <summary>The symbols that it takes from other libraries.</summary>
    public IEnumerable<ElfSymbol> Imports()
    {
        ElfSection symbols = Section(DynamicSymbols),
            versions = Section(SymbolVersions),
            texts = Texts(symbols);
        long count = symbols.Size / SymbolSize;
        if (versions.Size < count * 2)
            throw _reader.Broken($"{count} symbols have {versions.Size / 2} versions");
        for (long i = 1; i < count; i++)
        {
            long symbol = symbols.Offset + (i * SymbolSize),
                version = versions.Offset + (i * 2);
            if (_reader.UInt16(symbol + 6) != 0)
                continue;
            uint name = _reader.UInt32(symbol);
            bool weak = (_reader.UInt16(symbol + 4) & BindingBits) == WeakBinding;
            yield return new ElfSymbol(_reader.Text(texts, name), _reader.UInt16(version), name, version, weak);
        }
    }

    /// <summary>Where the text of a symbol's name is in the file.</summary>
    public long NameOffset(ElfSymbol symbol) => Texts(Section(DynamicSymbols)).Offset + symbol.NameStart;

    private ElfSection[] ReadSections()
    {
        long table = _reader.Offset(40);
        int size = _reader.UInt16(58),
            count = _reader.UInt16(60);
        if (size != 64)
            throw _reader.Broken($"its table of sections has entries of {size} bytes instead of 64");
        var sections = new ElfSection[count];
        for (int i = 0; i < count; i++)
        {
            long entry = table + (i * 64L);
            uint type = _reader.UInt32(entry + 4);
            if (type is not (DynamicSymbols or SymbolVersions or NeededVersions or DefinedVersions or TextTable))
                continue;
            uint link = _reader.UInt32(entry + 40),
                listed = _reader.UInt32(entry + 44);
            sections[i] = new ElfSection(type, _reader.Offset(entry + 24), _reader.Offset(entry + 32), link, listed);
        }

        return sections;
    }

    private IEnumerable<ElfVersionNeed> ReadNeeds()
    {
        ElfSection section = Section(NeededVersions),
            texts = Texts(section);
        long library = section.Offset;
        for (uint i = 0; i < section.Count; i++)
        {
            string name = _reader.Text(texts, _reader.UInt32(library + 4));
            long version = library + _reader.UInt32(library + 8);
            for (int left = _reader.UInt16(library + 2); left > 0; left--)
            {
                string needed = _reader.Text(texts, _reader.UInt32(version + 8));
                yield return new ElfVersionNeed(name, needed, _reader.UInt16(version + 6), version);
                version = Next(version, 12, left > 1);
            }

            library = Next(library, 12, i + 1 < section.Count);
        }
    }

    private IEnumerable<string> ReadDefinitions()
    {
        ElfSection section = Section(DefinedVersions),
            texts = Texts(section);
        long version = section.Offset;
        for (uint i = 0; i < section.Count; i++)
        {
            yield return _reader.Text(texts, _reader.UInt32(version + _reader.UInt32(version + 12)));
            version = Next(version, 16, i + 1 < section.Count);
        }
    }

    private long Next(long entry, int field, bool more)
    {
        uint step = _reader.UInt32(entry + field);
        return step > 0 || !more ? entry + step : throw _reader.Broken($"the list of versions ends early at byte {entry}");
    }

    private ElfSection Section(uint type)
    {
        ElfSection section = Array.Find(_sections, s => s.Type == type);
        return section.Type == type ? section : throw _reader.Broken($"it lacks the table of type 0x{type:x}");
    }

    private ElfSection Texts(ElfSection section) =>
        section.Link < _sections.Length && _sections[section.Link].Type == TextTable
            ? _sections[section.Link]
            : throw _reader.Broken($"section {section.Link} isn't the table of texts that another names");
}

using System.Buffers.Binary;
using System.Text;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>Numbers and names at offsets of a 64-bit little-endian ELF file, each checked against the file's end.</summary>
internal readonly struct ElfReader(byte[] bytes, string path)
{
    public string Path => path;

    public byte[] Bytes => bytes;

    public ushort UInt16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(Span(offset, 2));

    public uint UInt32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(Span(offset, 4));

    public ulong UInt64(long offset) => BinaryPrimitives.ReadUInt64LittleEndian(Span(offset, 8));

    /// <summary>Whether these bytes are at an offset.</summary>
    public bool Holds(long offset, ReadOnlySpan<byte> expected) => offset <= bytes.Length && bytes.AsSpan((int)offset).StartsWith(expected);

    /// <summary>An offset or a size: what doesn't fit the file is refused here.</summary>
    public long Offset(long offset)
    {
        ulong value = UInt64(offset);
        return value <= (ulong)bytes.Length ? (long)value : throw Broken($"its offset {value} at byte {offset} is behind the end");
    }

    /// <summary>The text that ends with a zero, inside a table of texts.</summary>
    public string Text(ElfSection table, uint start)
    {
        if (start >= table.Size)
            throw Broken($"the text {start} is behind the end of its table, which has {table.Size} bytes");
        ReadOnlySpan<byte> rest = Span(table.Offset + start, table.Size - start);
        int length = rest.IndexOf((byte)0);
        return length >= 0 ? Encoding.ASCII.GetString(rest[..length]) : throw Broken($"the text {start} of a table has no end");
    }

    public InvalidDataException Broken(string what) => new($"'{path}' is not a shared library that can be read: {what}.");

    private ReadOnlySpan<byte> Span(long offset, long length) =>
        offset >= 0 && length <= bytes.Length - offset
            ? bytes.AsSpan((int)offset, (int)length)
            : throw Broken($"{length} bytes are missing at byte {offset}; the file has {bytes.Length}");
}

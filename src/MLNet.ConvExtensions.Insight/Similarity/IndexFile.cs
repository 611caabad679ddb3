using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace MLNet.ConvExtensions.Insight.Similarity;

/// <summary>
/// An index as a file: a mark, the sizes, the identity and names, the features, the graph, and at last a hash of all that, by which damage
/// is found. Numbers are little endian.
/// </summary>
internal sealed class IndexFile(string file)
{
    private const int HashLength = 16,
        MostText = 1 << 20;

    private static readonly byte[] Mark = "MLNetConvIndex 1"u8.ToArray();

    public void Write(SimilarityIndex index)
    {
        WholeFile.Write(
            file,
            temporary =>
            {
                using var stream = new HashingStream(File.Create(temporary));
                using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
                    Write(index, writer);
                stream.WriteHash();
            }
        );
    }

    /// <exception cref="InvalidDataException">The file is no index, or damaged.</exception>
    public SimilarityIndex Read()
    {
        using var stream = new HashingStream(File.OpenRead(file));
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Mark.Length).AsSpan().SequenceEqual(Mark))
                throw Wrong("it doesn't begin as one that this version writes");
            return Read(stream, reader);
        }
        catch (EndOfStreamException)
        {
            throw Wrong("it is shorter than it says");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw Wrong(e.Message);
        }
    }

    private static void Write(SimilarityIndex index, BinaryWriter writer)
    {
        writer.Write(Mark);
        writer.Write(index.Count);
        writer.Write(index.Dimension);
        writer.Write((int)index.Distance);
        writer.Write(index.Graph?.Links.Links ?? 0);
        writer.Write(index.Graph?.Links.Entry ?? -1);
        WriteText(writer, index.Identity);
        foreach (string name in index.Names)
            WriteText(writer, name);
        for (int i = 0; i < index.Count; i++)
            writer.Write(MemoryMarshal.AsBytes(index.Rows.Row(i)));
        if (index.Graph?.Links is not { } links)
            return;
        writer.Write(links.Levels);
        for (int row = 0; row < links.Count; row++)
        {
            for (int level = 0; level <= links.Levels[row]; level++)
                writer.Write(MemoryMarshal.AsBytes(links.Room(row, level)[..(1 + links.Room(row, level)[0])]));
        }
    }

    private SimilarityIndex Read(HashingStream stream, BinaryReader reader)
    {
        int count = reader.ReadInt32(),
            dimension = reader.ReadInt32();
        var distance = (NeighborDistance)reader.ReadInt32();
        int linkCount = reader.ReadInt32(),
            entry = reader.ReadInt32();
        // Sizes are looked at before room is made for what they promise.
        if (
            count < 1
            || dimension < 1
            || (long)count * dimension > Array.MaxLength
            || (long)count * dimension * sizeof(float) > stream.Length
            || linkCount is not (0 or (>= 2 and <= 128))
            || (linkCount > 0 && (entry < 0 || entry >= count || ((long)count * ((2 * linkCount) + 1)) > Array.MaxLength))
        )
            throw Wrong("its sizes are out of range");
        string identity = ReadText(reader);
        var names = new string[count];
        for (int i = 0; i < count; i++)
            names[i] = ReadText(reader);
        var values = new float[count * dimension];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        NeighborLinks? links = linkCount == 0 ? null : ReadLinks(stream, reader, count, linkCount, entry);
        if (!stream.HashIsRight(HashLength))
            throw Wrong("its contents aren't those that were written");
        var rows = new NeighborSearch(values, dimension, distance);
        return new SimilarityIndex(rows, links is null ? null : new NeighborGraph(rows, links), names, identity);
    }

    private NeighborLinks ReadLinks(HashingStream stream, BinaryReader reader, int count, int linkCount, int entry)
    {
        var levels = new byte[count];
        stream.ReadExactly(levels);
        if (levels.Max() > 64 || levels[entry] < levels.Max())
            throw Wrong("its graph's levels are out of range");
        var links = new NeighborLinks(levels, linkCount) { Entry = entry };
        for (int row = 0; row < count; row++)
        {
            for (int level = 0; level <= levels[row]; level++)
            {
                Span<int> room = links.Room(row, level);
                room[0] = reader.ReadInt32();
                if (room[0] < 0 || room[0] >= room.Length)
                    throw Wrong($"row {row} has {room[0]} links");
                Span<int> others = room.Slice(1, room[0]);
                stream.ReadExactly(MemoryMarshal.AsBytes(others));
                foreach (int other in others)
                {
                    if (other < 0 || other >= count || levels[other] < level)
                        throw Wrong($"row {row} is linked to row {other}");
                }
            }
        }

        return links;
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private string ReadText(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        if (length is < 0 or > MostText)
            throw Wrong("the length of a name is out of range");
        byte[] bytes = reader.ReadBytes(length);
        return bytes.Length == length ? Encoding.UTF8.GetString(bytes) : throw new EndOfStreamException();
    }

    private InvalidDataException Wrong(string why) => new($"The index '{file}' can't be opened: {why}. Make it anew.");

    /// <summary>A stream that notes the hash of what goes through it.</summary>
    private sealed class HashingStream(FileStream inner) : Stream
    {
        private readonly XxHash128 _hash = new();

        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public void WriteHash() => inner.Write(_hash.GetCurrentHash());

        public bool HashIsRight(int length)
        {
            byte[] expected = _hash.GetCurrentHash(),
                written = new byte[length];
            return inner.ReadAtLeast(written, length, throwOnEndOfStream: false) == length
                && inner.ReadByte() < 0
                && written.AsSpan().SequenceEqual(expected);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            _hash.Append(buffer[..read]);
            return read;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.Append(buffer);
            inner.Write(buffer);
        }

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Images of one size as bytes, in a file that only grows. It is written plainly, so that a full disk is an error and not the end of the
/// process, and read where it is mapped into memory. For several threads at once.
/// </summary>
internal sealed unsafe class PixelFile : IDisposable
{
    // What is mapped at a time, at least one image: so much that there are never too many parts.
    private const int LeastChunk = 4 << 20;
    private const int MostChunks = 256;

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;
    private readonly int _pixels;
    private readonly int _recordLength;
    private readonly int _recordsPerChunk;
    private readonly long _most;
    private readonly bool _trims;
    private readonly List<MemoryMappedViewAccessor> _views = [];
    private readonly bool[] _unchecked;
    private nint[] _chunks = [];
    private int _count;

    /// <param name="file">An open file with a header.</param>
    /// <param name="pixels">Bytes of an image.</param>
    /// <param name="bytes">The most that images may take together; 0 to read only.</param>
    /// <param name="trims">Whether what was reserved and not used is cut off in the end.</param>
    public PixelFile(SafeFileHandle file, int pixels, long bytes, bool trims)
    {
        _file = file;
        _pixels = pixels;
        _recordLength = PixelRecord.LengthFor(pixels);
        _most = bytes / pixels;
        _trims = trims;
        long length = RandomAccess.GetLength(file),
            chunk = Math.Max(LeastChunk, Math.Max(length, bytes) / MostChunks);
        _recordsPerChunk = (int)Math.Max(1, chunk / _recordLength);
        int records = (int)Math.Min(int.MaxValue, Math.Max(0, length - PixelFileHeader.Length) / _recordLength);
        Keys = ReadKeys(records);
        _count = Keys.Count;
        _unchecked = new bool[_count];
        Array.Fill(_unchecked, true);
        MapTo(_count);
    }

    /// <summary>The images that were there when it was opened, in the order of their records; some may be damaged.</summary>
    public IReadOnlyList<ImageKey> Keys { get; }

    /// <summary>The bytes that images take.</summary>
    public long KeptBytes => (long)Volatile.Read(ref _count) * _pixels;

    /// <summary>Adds an image of whole numbers from 0 to 255.</summary>
    /// <returns>Its record; null if there is no room for more.</returns>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public int? Add(ImageKey key, ReadOnlySpan<float> pixels)
    {
        int record;
        lock (_lock)
        {
            if (_count >= _most)
                return null;
            MapTo(_count + 1);
            record = _count++;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(_recordLength);
        try
        {
            Span<byte> whole = bytes.AsSpan(0, _recordLength);
            TensorPrimitives.ConvertTruncating(pixels, whole.Slice(PixelRecord.HeaderLength, _pixels));
            whole[(PixelRecord.HeaderLength + _pixels)..].Clear();
            PixelRecord.WriteHeader(key, whole[..(PixelRecord.HeaderLength + _pixels)]);
            RandomAccess.Write(_file, whole, OffsetOf(record));
            return record;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Has an image found by another source from now on.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void SetSource(int record, UInt128 source)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, source);
        RandomAccess.Write(_file, bytes, OffsetOf(record));
    }

    /// <summary>Reads an image; false if it is damaged.</summary>
    public bool TryRead(int record, Span<float> pixels)
    {
        nint start = Volatile.Read(ref _chunks)[record / _recordsPerChunk] + ((nint)(record % _recordsPerChunk) * _recordLength);
        var bytes = new ReadOnlySpan<byte>((byte*)start, _recordLength);
        if (record < _unchecked.Length && _unchecked[record])
        {
            if (!PixelRecord.IsWhole(bytes[..(PixelRecord.HeaderLength + _pixels)]))
                return false;
            _unchecked[record] = false;
        }

        PlaneBytes.Widen(bytes.Slice(PixelRecord.HeaderLength, _pixels), pixels);
        return true;
    }

    public void Dispose()
    {
        foreach (MemoryMappedViewAccessor view in _views)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }

        _views.Clear();
        _chunks = [];
        if (_trims && !_file.IsClosed)
            Trim();
        _file.Dispose();
    }

    private void Trim()
    {
        try
        {
            RandomAccess.SetLength(_file, OffsetOf(_count));
        }
        catch (IOException)
        {
            // The tail holds nothing, and takes no room where files may have holes.
        }
    }

    private long OffsetOf(int record) => PixelFileHeader.Length + ((long)record * _recordLength);

    /// <summary>The keys of all records, up to the last that was written; those that weren't have none.</summary>
    private List<ImageKey> ReadKeys(int records)
    {
        var keys = new List<ImageKey>();
        int written = 0;
        Span<byte> header = stackalloc byte[PixelRecord.HeaderLength];
        for (int record = 0; record < records; record++)
        {
            header.Clear();
            RandomAccess.Read(_file, header, OffsetOf(record));
            keys.Add(PixelRecord.ReadKey(header));
            if (header.ContainsAnyExcept((byte)0))
                written = record + 1;
        }

        keys.RemoveRange(written, keys.Count - written);
        return keys;
    }

    /// <summary>Makes sure that so many records can be read.</summary>
    private void MapTo(int records)
    {
        while (_views.Count * (long)_recordsPerChunk < records)
        {
            long length = (long)_recordsPerChunk * _recordLength,
                offset = OffsetOf(_views.Count * _recordsPerChunk);
            if (RandomAccess.GetLength(_file) < offset + length)
            {
                if (_most == 0)
                    length = OffsetOf(records) - offset;
                else
                    RandomAccess.SetLength(_file, offset + length);
            }

            using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                _file,
                mapName: null,
                capacity: 0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: true
            );
            MemoryMappedViewAccessor view = map.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            _views.Add(view);
            Volatile.Write(ref _chunks, [.. _chunks, (nint)start + (nint)view.PointerOffset]);
        }
    }
}

using System.Buffers;
using System.Runtime.InteropServices;

namespace SkiaSharp;

public class SKData : SKObject
{
    // Memory that doesn't move: Data stays valid for the life of this object.
    private readonly ReadOnlyMemory<byte> _bytes;

    internal SKData(byte[] pinned)
    {
        _bytes = pinned;
        Data = pinned.Length == 0 ? IntPtr.Zero : Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
    }

    private SKData(IntPtr address, int length)
    {
        _bytes = new CallersMemory(address, length).Memory;
        Data = address;
    }

    public static SKData Empty { get; } = new([]);

    public bool IsEmpty => _bytes.Length == 0;

    public long Size => _bytes.Length;

    public IntPtr Data { get; }

    internal ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Refers to the caller's memory, which has to outlive this object.</summary>
    public static SKData Create(IntPtr address, int length) => new(address, length);

    public static SKData CreateCopy(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return CreateCopy(bytes.AsSpan());
    }

    public static SKData CreateCopy(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(copy);
        return new SKData(copy);
    }

    public static unsafe SKData CreateCopy(IntPtr bytes, ulong length) =>
        CreateCopy(new ReadOnlySpan<byte>((void*)bytes, checked((int)length)));

    /// <returns>Null where the file can't be read, as Skia answers.</returns>
    public static SKData? Create(string filename)
    {
        ArgumentException.ThrowIfNullOrEmpty(filename);
        byte[]? bytes = Source.TryReadFile(filename);
        return bytes is null ? null : CreateCopy(bytes);
    }

    public static SKData Create(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return CreateCopy(Source.ReadToEnd(stream));
    }

    public byte[] ToArray() => _bytes.ToArray();

    public ReadOnlySpan<byte> AsSpan() => _bytes.Span;

    public Stream AsStream() => new MemoryStream(_bytes.ToArray(), writable: false);

    public void SaveTo(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Write(_bytes.Span);
    }

    private sealed unsafe class CallersMemory(IntPtr address, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new((void*)address, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)address + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

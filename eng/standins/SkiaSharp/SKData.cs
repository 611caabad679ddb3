using System.Runtime.InteropServices;

namespace SkiaSharp;

public class SKData : SKObject
{
    // On the pinned heap, so that Data stays valid for the life of this object.
    private readonly byte[] _bytes;

    internal SKData(byte[] pinned) => _bytes = pinned;

    public static SKData Empty { get; } = new([]);

    public bool IsEmpty => _bytes.Length == 0;

    public long Size => _bytes.Length;

    public IntPtr Data => _bytes.Length == 0 ? IntPtr.Zero : Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    internal ReadOnlyMemory<byte> Memory => _bytes;

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

    public byte[] ToArray() => _bytes.AsSpan().ToArray();

    public ReadOnlySpan<byte> AsSpan() => _bytes;

    public Stream AsStream() => new MemoryStream(_bytes, writable: false);

    public void SaveTo(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Write(_bytes);
    }
}

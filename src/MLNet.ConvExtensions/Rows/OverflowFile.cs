using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MLNet.ConvExtensions.Rows;

/// <summary>
/// A temporary file of features of one width, for what goes beyond the memory's budget. It has no name any more once it is open, or goes
/// when it is closed, so that a killed process leaves none behind.
/// </summary>
internal sealed class OverflowFile
{
    private readonly SafeFileHandle _file;
    private readonly int _length;

    private OverflowFile(SafeFileHandle file, int width)
    {
        _file = file;
        _length = width * sizeof(float);
    }

    /// <summary>How many rows of features were added.</summary>
    public int Count { get; private set; }

    /// <exception cref="IOException">The file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder of temporary files can't be written to.</exception>
    public static OverflowFile Create(int width)
    {
        string path = Path.Combine(Path.GetTempPath(), $"mlnetconv-features-{Guid.NewGuid():N}.tmp");
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return new OverflowFile(file, width);
    }

    /// <summary>Adds features; returns their row's number.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public int Add(ReadOnlySpan<float> features)
    {
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(features), (long)Count * _length);
        return Count++;
    }

    /// <summary>Reads the features of a row; false if the file doesn't hold them whole.</summary>
    public bool TryRead(int row, Span<float> features)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(features);
        return RandomAccess.Read(_file, bytes, (long)row * _length) == bytes.Length;
    }
}

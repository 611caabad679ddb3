using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>The features of all rows, in memory or in a file; a row that has none yet is zeros.</summary>
internal sealed class FeatureTable : IDisposable
{
    private readonly float[]? _values;
    private readonly SafeFileHandle? _file;

    private FeatureTable(int rows, int dimension, float[]? values, SafeFileHandle? file) =>
        (RowCount, Dimension, _values, _file) = (rows, dimension, values, file);

    public int RowCount { get; }

    public int Dimension { get; }

    public long Bytes => 4L * RowCount * Dimension;

    public static FeatureTable InMemory(int rows, int dimension) => new(rows, dimension, new float[(long)rows * dimension], null);

    /// <summary>A file that goes away with the table.</summary>
    public static FeatureTable InTemporaryFile(int rows, int dimension) =>
        new(
            rows,
            dimension,
            null,
            File.OpenHandle(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                FileOptions.DeleteOnClose | FileOptions.RandomAccess
            )
        );

    /// <summary>A file that stays.</summary>
    public static FeatureTable InFile(string path, int rows, int dimension) =>
        new(
            rows,
            dimension,
            null,
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, FileOptions.RandomAccess)
        );

    public void Write(int row, ReadOnlySpan<float> features)
    {
        if (_values is not null)
            features.CopyTo(_values.AsSpan(row * Dimension, Dimension));
        else
            RandomAccess.Write(_file!, MemoryMarshal.AsBytes(features), 4L * row * Dimension);
    }

    public void Read(int row, Span<float> features)
    {
        if (_values is not null)
        {
            _values.AsSpan(row * Dimension, Dimension).CopyTo(features);
            return;
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(features);
        int read = RandomAccess.Read(_file!, bytes, 4L * row * Dimension);
        if (read < bytes.Length)
            throw new EndOfStreamException($"The file of features ends in row {row}.");
    }

    /// <summary>Tells the features of some rows from any others.</summary>
    public string Hash(IEnumerable<int> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var values = new float[Dimension];
        foreach (int row in rows)
        {
            Read(row, values);
            hash.AppendData(MemoryMarshal.AsBytes<float>(values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    public void Dispose() => _file?.Dispose();
}

using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MLNet.ConvExtensions.Tool.FeatureTables;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>
/// Appends rows of features to a file, as CSV (path, then one column each) or as NumPy's .npy (32-bit floats, [rows, features]) with
/// the paths line by line in a text file beside it; of both becomes a Parquet table at last, where that is wanted. Goes on from any row of an
/// earlier writer.
/// </summary>
internal sealed class FeatureWriter : IDisposable
{
    public static readonly string[] Extensions = [".csv", ".npy", ".parquet"];

    /// <summary>Room for the row count, which is known only at the end; .npy wants a multiple of 64.</summary>
    private const int NpyHeaderLength = 128;

    private readonly FeatureFiles _files;
    private readonly FileStream _rows;
    private readonly FileStream? _names;
    private readonly int _width;
    private readonly ArrayBufferWriter<byte> _row = new();

    /// <param name="files">Where to write: the files of the unfinished job.</param>
    /// <param name="width">Features in a row.</param>
    /// <param name="rowBytes">What is kept of the rows that are there, in bytes without the header.</param>
    /// <param name="nameBytes">What is kept of the paths.</param>
    public FeatureWriter(FeatureFiles files, int width, long rowBytes, long nameBytes)
    {
        (_files, _width) = (files, width);
        _rows = new FileStream(files.PartialRows, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            if (files.IsBinary)
                _names = new FileStream(
                    files.PartialNames,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.Read,
                    bufferSize: 1 << 16
                );
            byte[] header = Header(files, 0, width);
            _rows.Write(header);
            _rows.Flush();
            _rows.SetLength(header.Length + rowBytes);
            _rows.Seek(0, SeekOrigin.End);
            _names?.SetLength(nameBytes);
            _names?.Seek(0, SeekOrigin.End);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What stands before the first row.</summary>
    public static byte[] Header(FeatureFiles files, long rows, int width)
    {
        if (!files.IsNpy)
            return files.IsParquet ? [] : FeatureText.Header(width);
        byte[] start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, NpyHeaderLength - 10, 0];
        string description = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {width}), }}";
        return [.. start, .. Encoding.ASCII.GetBytes(description.PadRight(NpyHeaderLength - start.Length - 1) + "\n")];
    }

    /// <summary>Bytes that an image's path takes in the text file beside .npy.</summary>
    public static int NameBytes(string image) => Encoding.UTF8.GetByteCount(image) + 1;

    /// <summary>Adds a row; returns its length in bytes.</summary>
    /// <exception cref="ImageInputException">The path can't stand in a list of lines.</exception>
    public int Write(string image, ReadOnlySpan<float> features)
    {
        if (features.Length != _width)
            throw new ArgumentException($"'{image}' has {features.Length} features; the file has {_width}.", nameof(features));
        _row.ResetWrittenCount();
        if (_names is null)
            FeatureText.Write(_row, image, features);
        else
            WriteNumbers(image, features);
        _rows.Write(_row.WrittenSpan);
        return _row.WrittenCount;
    }

    /// <summary>Adds the rows and paths that another writer has completed.</summary>
    public void Append(FeatureFiles other)
    {
        if (other.IsParquet)
        {
            other.CopyTable(_rows, _names!);
            return;
        }

        using FileStream rows = File.OpenRead(other.Output);
        rows.Position = Header(other, 0, _width).Length;
        rows.CopyTo(_rows);
        if (_names is null)
            return;
        using FileStream names = File.OpenRead(other.Names);
        names.CopyTo(_names);
    }

    /// <summary>Brings everything to the disk.</summary>
    public void Flush()
    {
        _rows.Flush(flushToDisk: true);
        _names?.Flush(flushToDisk: true);
    }

    /// <summary>Writes the row count where the format has one, and closes the files.</summary>
    public void Complete(long rows)
    {
        _rows.Position = 0;
        _rows.Write(Header(_files, rows, _width));
        Flush();
        Dispose();
        if (_files.IsParquet)
            ParquetFeatures.Write(_files.PartialTable, _files.PartialRows, _files.PartialNames, rows, _width);
    }

    public void Dispose()
    {
        _names?.Dispose();
        _rows.Dispose();
    }

    private void WriteNumbers(string image, ReadOnlySpan<float> features)
    {
        if (image.AsSpan().ContainsAny('\n', '\r'))
            throw new ImageInputException(
                $"The path '{image.ReplaceLineEndings("\\n")}' has a line break, which the list of paths of an .npy or .parquet file "
                    + "can't hold; write a .csv file."
            );
        Span<byte> bytes = _row.GetSpan(features.Length * sizeof(float));
        for (int i = 0; i < features.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], features[i]);
        _row.Advance(features.Length * sizeof(float));
        _names!.Write(Encoding.UTF8.GetBytes(image));
        _names.WriteByte((byte)'\n');
    }
}

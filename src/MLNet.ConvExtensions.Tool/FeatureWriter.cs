using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.Tool;

/// <summary>
/// Writes rows of features, as CSV (path, then one column each) or as NumPy's .npy (32-bit floats, [rows, features]) with the paths
/// line by line in a text file beside it. Files appear under their names only once they are complete.
/// </summary>
internal sealed class FeatureWriter : IDisposable
{
    public static readonly string[] Extensions = [".csv", ".npy"];

    /// <summary>Room for the row count, which is known only at the end; .npy wants a multiple of 64.</summary>
    private const int NpyHeaderLength = 128;

    private readonly string _path;
    private readonly bool _npy;
    private readonly FileStream _stream;
    private readonly StreamWriter _text;
    private readonly int _width;
    private readonly byte[] _row;

    public FeatureWriter(string path, int width)
    {
        _path = path;
        _width = width;
        _row = new byte[width * sizeof(float)];
        _npy = string.Equals(Path.GetExtension(path), ".npy", StringComparison.OrdinalIgnoreCase);
        _stream = File.Create(Temporary(path));
        try
        {
            _text = new StreamWriter(_npy ? File.Create(Temporary(NamesPath)) : _stream, new UTF8Encoding(false)) { NewLine = "\n" };
        }
        catch
        {
            _stream.Dispose();
            File.Delete(Temporary(path));
            throw;
        }

        if (_npy)
            _stream.Write(new byte[NpyHeaderLength]);
        else
            _text.WriteLine("path," + string.Join(',', Enumerable.Range(0, width).Select(i => $"f{i}")));
    }

    public int Rows { get; private set; }

    private string NamesPath => Path.ChangeExtension(_path, ".txt");

    public void Write(string image, ReadOnlySpan<float> features)
    {
        if (features.Length != _width)
            throw new ArgumentException($"'{image}' has {features.Length} features; the file has {_width}.", nameof(features));
        Rows++;
        if (_npy)
        {
            _text.WriteLine(image);
            for (int i = 0; i < features.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(_row.AsSpan(i * sizeof(float)), features[i]);
            _stream.Write(_row);
            return;
        }

        _text.Write(Quoted(image));
        foreach (float value in features)
        {
            _text.Write(',');
            _text.Write(value.ToString("R", CultureInfo.InvariantCulture));
        }

        _text.WriteLine();
    }

    /// <summary>Completes the files and gives them their names.</summary>
    public void Commit()
    {
        if (_npy)
        {
            _stream.Position = 0;
            _stream.Write(NpyHeader());
        }

        Close();
        File.Move(Temporary(_path), _path, overwrite: true);
        if (_npy)
            File.Move(Temporary(NamesPath), NamesPath, overwrite: true);
    }

    public void Dispose()
    {
        Close();
        File.Delete(Temporary(_path));
        if (_npy)
            File.Delete(Temporary(NamesPath));
    }

    private static string Temporary(string path) => $"{path}.{Environment.ProcessId}.tmp";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private byte[] NpyHeader()
    {
        byte[] start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, NpyHeaderLength - 10, 0];
        string description = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Rows}, {_width}), }}";
        return [.. start, .. Encoding.ASCII.GetBytes(description.PadRight(NpyHeaderLength - start.Length - 1) + "\n")];
    }

    private void Close()
    {
        _text.Dispose();
        _stream.Dispose();
    }
}

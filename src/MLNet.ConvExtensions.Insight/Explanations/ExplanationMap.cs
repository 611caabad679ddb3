using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace MLNet.ConvExtensions;

/// <summary>A number for each position of a photo: how far it speaks for a class.</summary>
public sealed class ExplanationMap
{
    private readonly float[] _values;

    /// <summary>Creates a map.</summary>
    /// <param name="height">The number of rows, 1 or more.</param>
    /// <param name="width">The number of columns, 1 or more.</param>
    /// <param name="values">The numbers, row by row; they are not copied.</param>
    /// <exception cref="ArgumentException">There are not as many numbers as positions.</exception>
    public ExplanationMap(int height, int width, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != (long)height * width)
            throw new ArgumentException($"{values.Length} values were given for a map of {height}x{width}.", nameof(values));
        Height = height;
        Width = width;
        _values = values;
    }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The numbers, row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The number of a position.</summary>
    /// <param name="row">The row, from 0 at the top.</param>
    /// <param name="column">The column, from 0 at the left.</param>
    public float this[int row, int column] => _values[checked((row * Width) + column)];

    /// <summary>The largest number.</summary>
    public float Max => TensorPrimitives.Max<float>(_values);

    /// <summary>The smallest number.</summary>
    public float Min => TensorPrimitives.Min<float>(_values);

    /// <summary>
    /// Writes the numbers as NumPy's .npy, 32-bit floats of the shape [height, width]; under a temporary name first, so that no half file
    /// is left.
    /// </summary>
    /// <param name="file">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Save(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Height}, {Width}), }}";
        // The whole header is a multiple of 64 bytes: six of a mark, two of the version, two of the length, and a line's end.
        const int before = 10,
            block = 64;
        int length = ((before + header.Length + 1 + block - 1) / block * block) - before;
        WholeFile.Write(
            file,
            temporary =>
            {
                using var writer = new BinaryWriter(File.Create(temporary));
                writer.Write([0x93, .. "NUMPY"u8, 1, 0]);
                writer.Write((ushort)length);
                writer.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + '\n'));
                writer.Write(MemoryMarshal.AsBytes(_values.AsSpan()));
            }
        );
    }
}

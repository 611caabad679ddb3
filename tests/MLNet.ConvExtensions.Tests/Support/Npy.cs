using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>Reads arrays that NumPy saved (format 1.0, C order).</summary>
internal static class Npy
{
    public static (int[] Shape, T[] Values) Read<T>(string path)
        where T : unmanaged
    {
        byte[] file = File.ReadAllBytes(path);
        int header = BitConverter.ToUInt16(file, 8);
        string text = Encoding.ASCII.GetString(file, 10, header);
        string shape = text.Split("'shape': (")[1].Split(')')[0];
        int[] dimensions =
        [
            .. shape
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(d => int.Parse(d, CultureInfo.InvariantCulture)),
        ];
        return (dimensions, MemoryMarshal.Cast<byte, T>(file.AsSpan(10 + header)).ToArray());
    }
}

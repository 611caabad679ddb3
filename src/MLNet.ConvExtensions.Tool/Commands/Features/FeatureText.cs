using System.Buffers;
using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>Features as lines of CSV: the image's path, then a column each.</summary>
internal static class FeatureText
{
    public static byte[] Header(int width) =>
        Encoding.ASCII.GetBytes("path," + string.Join(',', Enumerable.Range(0, width).Select(i => $"f{i}")) + "\n");

    public static void Write(IBufferWriter<byte> to, string image, ReadOnlySpan<float> features)
    {
        Encoding.UTF8.GetBytes(Quoted(image), to);
        foreach (float value in features)
        {
            // The longest 32-bit number has 14 characters.
            Span<byte> field = to.GetSpan(32);
            field[0] = (byte)',';
            value.TryFormat(field[1..], out int written, "R", CultureInfo.InvariantCulture);
            to.Advance(1 + written);
        }

        to.Write("\n"u8);
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

using System.Text;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>JPEG files with EXIF tags that name a camera.</summary>
internal static class CameraPhotos
{
    private const ushort Text = 2;

    /// <summary>Draws a photo of a seed as <see cref="DrawnPhotos"/> does, and writes it with tags.</summary>
    /// <param name="file">The file.</param>
    /// <param name="seed">What is drawn.</param>
    /// <param name="color">The color of its background.</param>
    /// <param name="make">EXIF's Make.</param>
    /// <param name="model">EXIF's Model.</param>
    public static void Save(string file, int seed, SKColor color, string make, string model)
    {
        DrawnPhotos.Save(DrawnPhotos.Draw(seed, color), file);
        byte[] jpeg = File.ReadAllBytes(file),
            tags = Tags((0x010F, make), (0x0110, model));
        File.WriteAllBytes(file, [.. jpeg[..2], 0xFF, 0xE1, .. BigEndian(tags.Length + 2), .. tags, .. jpeg[2..]]);
    }

    private static byte[] Tags(params (ushort Tag, string Value)[] entries)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        entries = [.. entries.Where(e => e.Value.Length > 0)];
        const int Header = 8;
        int texts = Header + 2 + (12 * entries.Length) + 4;
        writer.Write("II*\0"u8);
        writer.Write(Header);
        writer.Write((ushort)entries.Length);
        foreach ((ushort tag, string value) in entries)
        {
            writer.Write(tag);
            writer.Write(Text);
            writer.Write(value.Length + 1);
            writer.Write(texts);
            texts += value.Length + 1;
        }

        writer.Write(0);
        foreach ((_, string value) in entries)
            writer.Write(Encoding.ASCII.GetBytes(value + '\0'));
        writer.Flush();
        return [.. "Exif\0\0"u8, .. stream.ToArray()];
    }

    private static byte[] BigEndian(int number) => [(byte)(number >> 8), (byte)number];
}

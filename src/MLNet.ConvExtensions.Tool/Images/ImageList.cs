using System.Security.Cryptography;
using System.Text;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>The names of all images of a job in their order, kept in a file so that any number of them takes no memory.</summary>
internal sealed class ImageList
{
    private readonly string _file;

    private ImageList(string file, long count, string hash)
    {
        _file = file;
        Count = count;
        Hash = hash;
    }

    public long Count { get; }

    /// <summary>Tells whether two lists are the same.</summary>
    public string Hash { get; }

    public static ImageList Create(string file, IEnumerable<string> names)
    {
        long count = 0;
        using (var writer = new BinaryWriter(File.Create(file), Encoding.UTF8))
        {
            foreach (string name in names)
            {
                writer.Write(name);
                count++;
            }
        }

        using FileStream written = File.OpenRead(file);
        return new ImageList(file, count, Convert.ToHexStringLower(SHA256.HashData(written)));
    }

    /// <summary>Reads names from a file of such names.</summary>
    public static IEnumerable<string> Paths(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        while (stream.Position < stream.Length)
            yield return reader.ReadString();
    }

    public IEnumerable<string> Range(long first, long count)
    {
        foreach (string name in Paths(_file))
        {
            if (first > 0)
                first--;
            else if (count-- > 0)
                yield return name;
            else
                yield break;
        }
    }
}

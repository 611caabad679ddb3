using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Files of the MNIST format, gzipped or not: one of three is damaged, the others are whole.</summary>
internal sealed class MnistTarget : FuzzTarget
{
    private const int Images = 6,
        Side = 4;

    private static readonly byte[][] Words = Corpus.Words(
        "\0\0\u0008\u0003",
        "\0\0\u0008\u0001",
        "\u001F\u008B\u0008",
        "\u007F\u00FF\u00FF\u00FF"
    );

    private readonly MLContext _context = new(seed: 1);

    private readonly Dictionary<string, byte[]> _plain = new()
    {
        ["train-images-idx3-ubyte"] = Idx([Images, Side, Side], i => (byte)(37 * i)),
        ["train-labels-idx1-ubyte"] = Idx([Images], i => (byte)(i % 3)),
        ["t10k-labels-idx1-ubyte"] = Idx([Images], i => (byte)(i % 4)),
    };

    public MnistTarget(string folder)
        : base(folder)
    {
        foreach ((string name, byte[] bytes) in _plain)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        (string name, byte[] original) = _plain.ElementAt(random.Next(_plain.Count));
        var maker = new InputMaker(random, [.. _plain.Values], Words);
        return random.Next(4) switch
        {
            0 => new FuzzInput(seed, name + ".gz", maker.Damage(Zipped(original))),
            1 => new FuzzInput(seed, name + ".gz", Zipped(maker.Damage(original))),
            _ => new FuzzInput(seed, name, maker.Damage(original)),
        };
    }

    public override bool Read(FuzzInput input)
    {
        string path = Write(input);
        try
        {
            IDataView rows = _context.Data.LoadMnist(Folder);
            int count = rows.GetColumn<float[]>("Features").Count();
            WrongResultException.ThrowUnless(count > 0 && rows.GetColumn<uint>("Label").Count(l => l > 0) == count, $"{count} rows");
            return true;
        }
        finally
        {
            // The whole file lies in its place again.
            if (_plain.TryGetValue(input.Name, out byte[]? whole))
                File.WriteAllBytes(path, whole);
            else
                File.Delete(path);
        }
    }

    public override bool IsDocumented(Exception exception) => Is<InvalidDataException>(exception);

    private static byte[] Idx(int[] sizes, Func<int, byte> value)
    {
        int head = 4 + (4 * sizes.Length);
        var bytes = new byte[head + sizes.Aggregate(1, (a, b) => a * b)];
        (bytes[2], bytes[3]) = (8, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        for (int i = head; i < bytes.Length; i++)
            bytes[i] = value(i - head);
        return bytes;
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
            zip.Write(bytes);
        return memory.ToArray();
    }
}

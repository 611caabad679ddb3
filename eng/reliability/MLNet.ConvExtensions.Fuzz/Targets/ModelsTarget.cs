using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML;
using MLNet.ConvExtensions.Fuzz.Inputs;
using MLNet.ConvExtensions.Tests.Mutation;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Model files of ML.NET with stages of this library: damaged as files, and within their entries with checksums made right again.</summary>
internal sealed class ModelsTarget : FuzzTarget
{
    private const string NetworkEntry = "OnnxModel";

    private static readonly byte[][] Words = Corpus.Words(
        "TransformerChain",
        "Transform_000",
        "Model.key",
        "OnnxModel",
        "MLNet.ConvExtensions.Stage",
        "\"Version\":2",
        "null",
        "ML MODEL",
        "PK\u0001\u0002",
        "PK\u0005\u0006"
    );

    private readonly List<byte[]> _corpus;
    private readonly List<List<(string Name, byte[] Content)>> _entries;
    private readonly byte[] _photo = TestImages.Png(1);

    public ModelsTarget(string folder)
        : base(folder)
    {
        _corpus = [.. Corpus.Files(1 << 20, "cases", ".zip"), .. SmallModels.Save(new MLContext(seed: 1))];
        _entries = [.. _corpus.Select(Entries)];
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        int chosen = random.Next(_corpus.Count);
        byte[] bytes =
            random.Next(4) == 0 ? new InputMaker(random, _corpus, Words).Damage(_corpus[chosen]) : DamageEntry(_entries[chosen], random);
        return new FuzzInput(seed, "model.zip", bytes);
    }

    public override bool Read(FuzzInput input)
    {
        using ImageModel model = new MLContext(seed: 1).Model.LoadImageModel(Write(input));
        ImagePrediction prediction = model.Predict(_photo);
        WrongResultException.ThrowUnless(prediction.Error is null, "a whole photo isn't predicted");
        return true;
    }

    public override bool IsDocumented(Exception exception) => Is<FormatException>(exception) || Is<NotSupportedException>(exception);

    private byte[] DamageEntry(List<(string Name, byte[] Content)> entries, Random random)
    {
        List<(string Name, byte[] Content)> changed = [.. entries];
        int at = random.Next(changed.Count);
        (string name, byte[] content) = changed[at];
        switch (random.Next(12))
        {
            case 0:
                changed.RemoveAt(at);
                break;
            case 1:
                changed[at] = (entries[random.Next(entries.Count)].Name, content);
                break;
            case 2:
                changed.Add(entries[random.Next(entries.Count)]);
                break;
            default:
                changed[at] = (name, Damage(name, content, random));
                break;
        }

        return Zip(changed);
    }

    private byte[] Damage(string name, byte[] content, Random random)
    {
        if (name.EndsWith(NetworkEntry, StringComparison.Ordinal) && random.Next(4) > 0)
        {
            // The network is damaged, and its length is right.
            byte[] network =
                random.Next(2) == 0
                    ? new GraphMutator(random.Next()).Damage(content[sizeof(int)..])
                    : new InputMaker(random, [content], Words).Damage(content[sizeof(int)..]);
            var whole = new byte[sizeof(int) + network.Length];
            BinaryPrimitives.WriteInt32LittleEndian(whole, network.Length);
            network.CopyTo(whole, sizeof(int));
            return whole;
        }

        return new InputMaker(random, [.. _entries.SelectMany(e => e).Select(e => e.Content)], Words).Damage(content);
    }

    private static List<(string Name, byte[] Content)> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        var entries = new List<(string, byte[])>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            entries.Add((entry.FullName, memory.ToArray()));
        }

        return entries;
    }

    private static byte[] Zip(IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(content);
            }
        }

        return memory.ToArray();
    }
}

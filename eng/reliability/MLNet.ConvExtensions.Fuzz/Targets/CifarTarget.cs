using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Fuzz.Inputs;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>CIFAR-10 as binary batches and as an archive of folders.</summary>
internal sealed class CifarTarget : FuzzTarget
{
    private const string Batch = "data_batch_1.bin",
        Archive = "cifar.tar.gz";

    private static readonly byte[][] Words = Corpus.Words(
        "train/",
        "test/",
        "ustar\0",
        "ustar  ",
        "../",
        "PaxHeader",
        "77777777777",
        "path=",
        "size="
    );

    private readonly MLContext _context = new(seed: 1);
    private readonly string _batches;
    private readonly string _archives;
    private readonly byte[] _batch;
    private readonly byte[][] _tars;

    public CifarTarget(string folder)
        : base(folder)
    {
        _batches = Directory.CreateDirectory(Path.Combine(folder, "batches")).FullName;
        _archives = Directory.CreateDirectory(Path.Combine(folder, "archives")).FullName;
        _batch = new byte[2 * 3073];
        new Random(1).NextBytes(_batch);
        (_batch[0], _batch[3073]) = (3, 9);
        for (int i = 1; i <= 5; i++)
            File.WriteAllBytes(Path.Combine(_batches, $"data_batch_{i}.bin"), _batch);
        _tars = [Tar(TarEntryFormat.Ustar), Tar(TarEntryFormat.Pax), Tar(TarEntryFormat.Gnu)];
    }

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        var maker = new InputMaker(random, _tars, Words);
        byte[] tar = _tars[random.Next(_tars.Length)];
        return random.Next(8) switch
        {
            < 2 => new FuzzInput(seed, Batch, maker.Damage(_batch)),
            2 => new FuzzInput(seed, Archive, maker.Damage(Zipped(tar))),
            _ => new FuzzInput(seed, Archive, Zipped(maker.Damage(tar))),
        };
    }

    public override bool Read(FuzzInput input)
    {
        string folder = input.Name == Batch ? _batches : _archives;
        File.WriteAllBytes(Path.Combine(folder, input.Name), input.Bytes);
        IDataView rows = _context.Data.LoadCifar(folder);
        int count = rows.GetColumn<byte[]>("Image").Count();
        WrongResultException.ThrowUnless(count > 0 && rows.GetColumn<uint>("Label").Count(l => l > 0) == count, $"{count} rows");
        return true;
    }

    public override bool IsDocumented(Exception exception) => Is<InvalidDataException>(exception);

    private static byte[] Tar(TarEntryFormat format)
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, format, leaveOpen: true))
        {
            foreach (string name in (string[])["train/cat/1.png", "train/dog/2.png", "test/cat/3.png", "train/cat/notes.txt"])
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(
                        TarEntryType.RegularFile,
                        name,
                        new Dictionary<string, string> { ["comment"] = "x" }
                    ),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(TestImages.Png(1, 8, 8));
                tar.WriteEntry(entry);
            }
        }

        return memory.ToArray();
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest))
            zip.Write(bytes);
        return memory.ToArray();
    }
}

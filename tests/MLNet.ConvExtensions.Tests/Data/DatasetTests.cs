using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Data;

public sealed class DatasetTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void MNIST_has_its_sixty_and_ten_thousand_digits()
    {
        string folder = SharedData.Require("data/mnist");
        IDataView train = _ml.Data.LoadMnist(folder),
            test = _ml.Data.LoadMnist(folder, train: false);

        Assert.Equal(60_000, train.GetRowCount());
        // The first labels of both files, as everybody knows them.
        Assert.Equal(["5", "0", "4", "1", "9"], Labels(train).Take(5));
        Assert.Equal(["7", "2", "1", "0", "4"], Labels(test).Take(5));
        Assert.Equal(
            10_000,
            test.GetColumn<float[]>("Features").Count(f => f.Length == 784 && f.All(v => v is >= 0 and <= 1) && f.Max() > 0.9f)
        );
        Assert.Equal(10UL, ((KeyDataViewType)train.Schema["Label"].Type).Count);
    }

    [SkippableFact]
    public void CIFAR_10_is_read_out_of_an_archive()
    {
        IDataView test = _ml.Data.LoadCifar(SharedData.Require("data/cifar10"), train: false);

        Assert.Equal(10_000, Labels(test).Count());
        Assert.All(Labels(test).GroupBy(l => l), group => Assert.Equal(1000, group.Count()));
    }

    [Fact]
    public void CIFAR_10_is_read_from_binary_batches_to_the_bit()
    {
        var record = new byte[3073];
        new Random(3).NextBytes(record);
        record[0] = 6;
        File.WriteAllBytes(_folder.File("test_batch.bin"), record);
        byte[] image = Assert.Single(_ml.Data.LoadCifar(_folder.Path, train: false).GetColumn<byte[]>("Image"));
        var pixels = new PixelBuffer();
        new ImageDecoder(10_000).Decode(image, "The image", pixels);

        Assert.Equal((32, 32), (pixels.Width, pixels.Height));
        for (int i = 0; i < 1024; i++)
            Assert.Equal(
                (record[1 + i], record[1025 + i], record[2049 + i]),
                (pixels.Bytes[4 * i], pixels.Bytes[(4 * i) + 1], pixels.Bytes[(4 * i) + 2])
            );
        Assert.Equal(["frog"], Labels(_ml.Data.LoadCifar(_folder.Path, train: false)));
    }

    /// <summary>Parts with other classes have the same key for the same class, whatever form they come in.</summary>
    [Theory]
    [InlineData("mnist")]
    [InlineData("mnist, test without labels of its own")]
    [InlineData("folders")]
    [InlineData("archive")]
    [InlineData("batches")]
    public void Both_parts_have_the_keys_of_all_classes_in_either(string form)
    {
        string[] train = form == "batches" ? ["bird", "frog"] : ["1", "3", "5"],
            test = form == "batches" ? ["cat"]
            : form.Contains("without", StringComparison.Ordinal) ? ["3"]
            : ["0", "3", "9"];
        foreach ((string part, string[] labels) in new[] { ("train", train), ("test", test) })
            Write(form, part, labels);
        bool digits = form.StartsWith("mnist", StringComparison.Ordinal);
        IDataView first = digits ? _ml.Data.LoadMnist(_folder.Path) : _ml.Data.LoadCifar(_folder.Path),
            second = digits ? _ml.Data.LoadMnist(_folder.Path, train: false) : _ml.Data.LoadCifar(_folder.Path, train: false);

        Assert.Equal(Keys(first), Keys(second));
        Assert.Equal(train, Labels(first).Distinct().Order());
        Assert.Equal(test, Labels(second).Distinct().Order());
        Assert.Empty(train.Concat(test).Except(Keys(first)));
    }

    private static string[] Keys(IDataView data)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Label"].GetKeyValues(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private void Write(string form, string part, string[] labels)
    {
        byte[] image = [1, 2, 3];
        switch (form)
        {
            case "batches":
                foreach (string file in part == "train" ? Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin") : ["test_batch.bin"])
                    File.WriteAllBytes(
                        _folder.File(file),
                        [
                            .. labels.SelectMany(l =>
                                new byte[3073].Select(
                                    (_, i) =>
                                        i == 0
                                            ? (byte)(
                                                l == "bird" ? 2
                                                : l == "cat" ? 3
                                                : 6
                                            )
                                            : (byte)0
                                )
                            ),
                        ]
                    );
                break;
            case "folders":
                foreach (string label in labels)
                    File.WriteAllBytes(
                        Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, part, label)).FullName, "a.png"),
                        image
                    );
                break;
            case "archive":
                string source = Directory.CreateDirectory(_folder.File("source")).FullName;
                foreach (string label in labels)
                    File.WriteAllBytes(
                        Path.Combine(Directory.CreateDirectory(Path.Combine(source, "cifar", part, label)).FullName, "a.png"),
                        image
                    );
                File.Delete(_folder.File("cifar.tar.gz"));
                using (FileStream file = File.Create(_folder.File("cifar.tar.gz")))
                using (var packed = new GZipStream(file, CompressionMode.Compress))
                    System.Formats.Tar.TarFile.CreateFromDirectory(source, packed, includeBaseDirectory: false);
                break;
            default:
                string name = part == "train" ? "train" : "t10k";
                Pack(
                    $"{name}-images-idx3-ubyte.gz",
                    [0, 0, 8, 3, 0, 0, 0, (byte)labels.Length, 0, 0, 0, 1, 0, 0, 0, 1, .. new byte[labels.Length]]
                );
                Pack(
                    $"{name}-labels-idx1-ubyte.gz",
                    [
                        0,
                        0,
                        8,
                        1,
                        0,
                        0,
                        0,
                        (byte)labels.Length,
                        .. labels.Select(l => byte.Parse(l, System.Globalization.CultureInfo.InvariantCulture)),
                    ]
                );
                break;
        }
    }

    [Fact]
    public void Files_that_are_missing_or_damaged_are_named()
    {
        Assert.Contains(
            "has neither 'train-images-idx3-ubyte.gz' nor",
            Assert.Throws<FileNotFoundException>(() => _ml.Data.LoadMnist(_folder.Path)).Message
        );
        Assert.Contains(
            "has no CIFAR-10; allowed: data_batch_1.bin",
            Assert.Throws<FileNotFoundException>(() => _ml.Data.LoadCifar(_folder.Path)).Message
        );

        Pack("train-images-idx3-ubyte.gz", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7]);
        Assert.Contains(
            "it says 2 x 2 x 2 = 8 bytes, and has 7",
            Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message
        );
        Pack("train-images-idx3-ubyte.gz", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]);
        Pack("train-labels-idx1-ubyte.gz", [0, 0, 8, 1, 0, 0, 0, 1, 9]);
        Assert.Contains(
            "2 images in 'train-images-idx3-ubyte' and 1 labels",
            Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message
        );
        Pack("train-labels-idx1-ubyte.gz", [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Contains(
            "doesn't begin as an MNIST file of 1 sizes: 01020304",
            Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message
        );
        File.WriteAllBytes(_folder.File("data_batch_1.bin"), [1, 2]);
        Assert.Contains(
            "has 2 bytes; a batch of CIFAR-10 has 3073",
            Assert.Throws<InvalidDataException>(() => _ml.Data.LoadCifar(_folder.Path)).Message
        );
        File.WriteAllBytes(_folder.File("train-images-idx3-ubyte.gz"), [1, 2, 3]);
        Assert.Contains("can't be unpacked", Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message);
    }

    /// <summary>Sizes whose product is beyond all numbers, or comes out right when it overflows; more than they say.</summary>
    [Theory]
    [InlineData("000008037FFFFFFF7FFFFFFF7FFFFFFF01", "allowed: 1 to 2,147,483,591 in all")]
    [InlineData("00000803400000004000000010000000", "allowed: 1 to 2,147,483,591 in all")]
    [InlineData("00000803000000020000000200000000", "allowed: 1 to 2,147,483,591 in all")]
    [InlineData("0000080300000001000000027FFFFFFF01", "allowed: 1 to 2,147,483,591 in all")]
    [InlineData("000008030000000100000001700000000102", "it says 1 x 1 x 1879048192 = 1,879,048,192 bytes, and has 2")]
    [InlineData("000008030000000100000001000000010102", "it says 1 x 1 x 1 = 1 bytes, and has more")]
    public void Sizes_of_MNIST_files_are_not_believed(string hex, string expected)
    {
        Pack("train-images-idx3-ubyte.gz", Convert.FromHexString(hex));
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private IEnumerable<string> Labels(IDataView data)
    {
        IDataView names = _ml.Transforms.Conversion.MapKeyToValue("Label").Fit(data).Transform(data);
        return names.GetColumn<ReadOnlyMemory<char>>("Label").Select(l => l.ToString());
    }

    private void Pack(string name, byte[] bytes)
    {
        using var gzip = new GZipStream(File.Create(_folder.File(name)), CompressionLevel.Fastest);
        gzip.Write(bytes);
    }
}

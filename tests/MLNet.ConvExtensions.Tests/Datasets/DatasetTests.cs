using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Datasets;

public sealed class DatasetTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void MNIST_has_its_sixty_and_ten_thousand_digits()
    {
        string folder = SharedData.Require("data/mnist");
        IDataView train = _ml.Data.LoadMnist(folder), test = _ml.Data.LoadMnist(folder, train: false);

        Assert.Equal(60_000, train.GetRowCount());
        // The first labels of both files, as everybody knows them.
        Assert.Equal(["5", "0", "4", "1", "9"], Labels(train).Take(5));
        Assert.Equal(["7", "2", "1", "0", "4"], Labels(test).Take(5));
        Assert.Equal(10_000, test.GetColumn<float[]>("Features").Count(f => f.Length == 784 && f.All(v => v is >= 0 and <= 1) && f.Max() > 0.9f));
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
            Assert.Equal((record[1 + i], record[1025 + i], record[2049 + i]), (pixels.Bytes[4 * i], pixels.Bytes[(4 * i) + 1], pixels.Bytes[(4 * i) + 2]));
        Assert.Equal(["frog"], Labels(_ml.Data.LoadCifar(_folder.Path, train: false)));
    }

    [Fact]
    public void Files_that_are_missing_or_damaged_are_named()
    {
        Assert.Contains("has neither 'train-images-idx3-ubyte.gz' nor", Assert.Throws<FileNotFoundException>(() => _ml.Data.LoadMnist(_folder.Path)).Message);
        Assert.Contains("has no CIFAR-10; allowed: data_batch_1.bin", Assert.Throws<FileNotFoundException>(() => _ml.Data.LoadCifar(_folder.Path)).Message);

        Pack("train-images-idx3-ubyte.gz", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7]);
        Assert.Contains("it says 2 x 2 x 2 = 8 bytes, and has 7", Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message);
        Pack("train-images-idx3-ubyte.gz", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]);
        Pack("train-labels-idx1-ubyte.gz", [0, 0, 8, 1, 0, 0, 0, 1, 9]);
        Assert.Contains("2 images in 'train-images-idx3-ubyte' and 1 labels", Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message);
        Pack("train-labels-idx1-ubyte.gz", [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Contains("doesn't begin as an MNIST file of 1 sizes: 01020304", Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message);
        File.WriteAllBytes(_folder.File("data_batch_1.bin"), [1, 2]);
        Assert.Contains("has 2 bytes; a batch of CIFAR-10 has 3073", Assert.Throws<InvalidDataException>(() => _ml.Data.LoadCifar(_folder.Path)).Message);
        File.WriteAllBytes(_folder.File("train-images-idx3-ubyte.gz"), [1, 2, 3]);
        Assert.Contains("can't be unpacked", Assert.Throws<InvalidDataException>(() => _ml.Data.LoadMnist(_folder.Path)).Message);
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

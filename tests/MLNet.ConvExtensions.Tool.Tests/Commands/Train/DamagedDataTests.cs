using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Train;

/// <summary>Damaged files of MNIST and CIFAR-10 end a training in one line that names them.</summary>
public sealed class DamagedDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--mnist", "train-images-idx3-ubyte.gz", "can't be unpacked")]
    [InlineData("--mnist", "train-images-idx3-ubyte", "doesn't begin as an MNIST file")]
    [InlineData("--cifar", "data_batch_1.bin", "has 5 bytes; a batch of CIFAR-10 has 3073")]
    [InlineData("--cifar", "cifar10.tar.gz", "is damaged")]
    public void They_are_named_in_one_line(string option, string file, string message)
    {
        _folder.Write(file, [1, 2, 3, 4, 5]);
        ToolRun.Of("train", option, _folder.Path, "--network", "LeNet5").AssertFailed(1, file, message);
    }
}

using System.Security.Cryptography;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>A file to download, and the record that describes it.</summary>
internal static class DownloadCase
{
    public static byte[] Content { get; } = RandomBytes(400_000, 1);

    public static byte[] RandomBytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static BackboneRecord Record(LoopbackServer server) =>
        new()
        {
            Name = "Net",
            Architecture = "Test",
            Weights = "none",
            Addresses = [server.Address("net.onnx")],
            License = "MIT",
            Bytes = Content.Length,
            Sha256 = Hash(Content),
            Preprocessing = new BackbonePreprocessing(),
        };

    public static BackboneDownloadException Fails(BackboneCache cache, BackboneRecord record) =>
        Assert.Throws<BackboneDownloadException>(() => cache.GetFile(record));
}

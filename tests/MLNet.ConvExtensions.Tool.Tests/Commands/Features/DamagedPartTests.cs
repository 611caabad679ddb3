using System.Text;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Features;

/// <summary>Parts that are not what their manifests say: refused, since what is put together of them would be wrong.</summary>
public sealed class DamagedPartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DamagedPartTests()
    {
        string images = Directory.CreateDirectory(_folder.File("images")).FullName;
        for (int i = 0; i < 6; i++)
            File.WriteAllBytes(Path.Combine(images, $"{i}.png"), TestImages.Png(i));
        foreach (string file in (string[])["p.npy", "p.csv"])
        {
            foreach (string shard in (string[])["1/2", "2/2"])
            {
                string[] command = ["features", "--images", images, "--backbone", ToolRun.Network, "--out", _folder.File(file)];
                Assert.Equal(0, ToolRun.Of([.. command, "--shard", shard]).ExitCode);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("p-1-of-2.npy", "cut off")]
    [InlineData("p-1-of-2.npy", "longer")]
    [InlineData("p-1-of-2.npy", "another header")]
    [InlineData("p-1-of-2.txt", "cut off")]
    [InlineData("p-2-of-2.csv", "cut off")]
    [InlineData("p-2-of-2.csv", "longer")]
    [InlineData("p-2-of-2.csv", "another header")]
    public void A_part_whose_files_have_other_lengths_or_headers_is_refused(string file, string damage)
    {
        byte[] bytes = File.ReadAllBytes(_folder.File(file));
        byte[] changed = damage switch
        {
            "cut off" => bytes[..^5],
            "longer" => [.. bytes, .. bytes[^5..]],
            _ => [.. bytes[..3], (byte)(bytes[3] + 1), .. bytes[4..]],
        };
        _folder.Write(file, changed);

        AssertRefused(file);
    }

    [Theory]
    [InlineData("\"features\":12", "\"features\":2")]
    [InlineData("\"features\":12", "\"features\":-12")]
    [InlineData("\"features\":12", "\"features\":2000000000")]
    [InlineData("\"features\":12", "\"features\":\"12\"")]
    [InlineData("\"bytes\":48", "\"bytes\":-48")]
    [InlineData("\"bytes\":48", "\"bytes\":49")]
    [InlineData("\"path\":\"", "\"path\":null,\"p\":\"")]
    [InlineData("\"rows\":3", "\"rows\":4")]
    [InlineData("\"count\":3", "\"count\":4")]
    [InlineData("\"path\":\"1.png\"", "damaged")]
    [InlineData("\"part\":{", "\"part\":null,\"p\":{")]
    public void A_manifest_that_was_changed_is_refused(string from, string to)
    {
        string manifest = _folder.File("p-1-of-2.npy.manifest.jsonl"),
            text = File.ReadAllText(manifest);
        Assert.Contains(from, text, StringComparison.Ordinal);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(manifest, text[..at] + to + text[(at + from.Length)..], new UTF8Encoding(false));

        AssertRefused("p-1-of-2.npy");
    }

    private void AssertRefused(string file)
    {
        string output = _folder.File("p" + (file.EndsWith(".csv", StringComparison.Ordinal) ? ".csv" : ".npy"));
        ToolRun.Of("merge", "--out", output).AssertFailed(1, Path.GetFileNameWithoutExtension(file));
        Assert.False(File.Exists(output));
    }
}

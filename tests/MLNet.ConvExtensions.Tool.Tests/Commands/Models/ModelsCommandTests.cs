using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Models;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void Every_network_has_a_line()
    {
        ToolRun run = ToolRun.Of("models", "--cache", _cache.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(Backbone.All.Count + 4, lines.Length);
        Assert.Matches("^Without weights, for 'mlconv train --network': AlexNet, .*, LeNet5, .*\\.$", lines[^1]);
        Assert.StartsWith("'embedded' is inside this program", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith(
            "These are downloaded on first use. 'packaged-resnet18' comes with this program and is used when no other is named",
            lines[^3],
            StringComparison.Ordinal
        );
        Assert.Contains("no classifier (package Microsoft.ML.DnnImageFeaturizer.ResNet18", lines[^3], StringComparison.Ordinal);
        Assert.StartsWith("name ", lines[0], StringComparison.Ordinal);
        Assert.Matches(
            @"^ResNet50 +ResNet-50 .* 75\.0 +224x224 +2048 +102\.6 +Apache-2\.0 +yes +no$",
            Assert.Single(lines, l => l.StartsWith("ResNet50 ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Json_has_what_a_program_needs_to_fetch_one()
    {
        BackboneRecord record = Backbone.SqueezeNet11.Record!;
        using (FileStream file = File.Create(_cache.File(record.FileName)))
            file.SetLength(record.Bytes!.Value);
        using JsonDocument json = JsonDocument.Parse(ToolRun.Of("models", "--json", "--cache", _cache.Path).Output);
        Assert.Equal(Backbone.All.Count, json.RootElement.GetArrayLength());
        JsonElement entry = json.RootElement.EnumerateArray().Single(e => e.GetProperty("name").GetString() == record.Name);
        Assert.Equal(record.Sha256, entry.GetProperty("sha256").GetString());
        Assert.Equal(record.Bytes, entry.GetProperty("bytes").GetInt64());
        Assert.Equal(
            record.Addresses.Select(a => a.ToString()),
            entry.GetProperty("addresses").EnumerateArray().Select(a => a.GetString()!)
        );
        Assert.Equal(_cache.File(record.FileName), entry.GetProperty("path").GetString());
        Assert.True(entry.GetProperty("verified").GetBoolean());
        Assert.Single(json.RootElement.EnumerateArray(), e => e.GetProperty("cached").GetBoolean());
    }
}

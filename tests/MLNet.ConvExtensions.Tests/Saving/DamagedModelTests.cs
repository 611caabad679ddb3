using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Stages.ConvFeatures;
using MLNet.ConvExtensions.Stages.HandCrafted;
using MLNet.ConvExtensions.Stages.Trained;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>Model files that somebody changed on purpose, checksums and all: refused by name, whatever is wrong with them.</summary>
public sealed class DamagedModelTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _model;

    public DamagedModelTests()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new EncodedImage { Image = TestImages.Png(1) }]);
        using ConvFeaturesTransformer stage = _context
            .Transforms.ConvFeatures(Tiny.Backbone, new ConvFeaturesOptions { InputColumnName = nameof(EncodedImage.Image) })
            .Fit(data);
        using var memory = new MemoryStream();
        _context.Model.Save(stage, data.Schema, memory);
        _model = memory.ToArray();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(1 << 30)]
    public void A_length_in_the_list_of_entries_that_is_wrong_is_told(int more)
    {
        for (int at = 0; (at = NextRecord(at)) >= 0; at++)
        {
            byte[] changed = [.. _model];
            BitConverter.GetBytes(BitConverter.ToInt32(_model, at + 24) + more).CopyTo(changed, at + 24);
            AssertRefused(changed);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1 << 30)]
    public void No_memory_is_taken_for_what_a_network_in_a_model_says_of_its_length(int length)
    {
        byte[] changed = Changed(
            (name, content) =>
                name.EndsWith("OnnxModel", StringComparison.Ordinal)
                    ? [(name, [.. BitConverter.GetBytes(length), .. content[sizeof(int)..]])]
                    : [(name, content)]
        );
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(changed);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Theory]
    [InlineData("OnnxModel")]
    [InlineData("Model.key")]
    [InlineData("Schema")]
    public void Two_entries_of_one_name_are_told(string end) =>
        AssertRefused(
            Changed(
                (name, content) => name.EndsWith(end, StringComparison.Ordinal) ? [(name, content), (name, content)] : [(name, content)]
            )
        );

    [Theory]
    [InlineData("OnnxModel")]
    [InlineData("Model.key")]
    public void Whatever_stages_of_ML_NET_throw_over_damage_is_told_as_such(string end)
    {
        var random = new Random(1);
        for (int i = 0; i < 30; i++)
        {
            byte[] changed = Changed(
                (name, content) =>
                {
                    if (name.EndsWith(end, StringComparison.Ordinal))
                        content[random.Next(sizeof(int), content.Length)] ^= 0x55;
                    return [(name, content)];
                }
            );
            string file = _folder.Write("model.zip", changed);
            try
            {
                (_context.Model.LoadWithConvFeatures(file, out _) as IDisposable)?.Dispose();
            }
            catch (FormatException e)
            {
                Assert.Contains(file, e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Version\":1,\"Backbone\":null}")]
    [InlineData("{\"Version\":\"1\"}")]
    public void Notes_of_stages_that_say_nothing_are_told(string note)
    {
        Assert.Throws<FormatException>(() => StageRecord.Parse(note));
        Assert.Throws<FormatException>(() => TrainedRecord.Parse(note));
    }

    [Theory]
    [InlineData("Backbone")]
    [InlineData("Layer")]
    [InlineData("Preprocessing")]
    [InlineData("InputColumnName")]
    public void Notes_of_stages_without_a_value_that_has_to_be_there_are_told(string name)
    {
        string note = Note();
        string none = System.Text.RegularExpressions.Regex.Replace(note, $"\"{name}\":(\"[^\"]*\"|\\{{[^}}]*\\}})", $"\"{name}\":null");
        Assert.NotEqual(note, none);
        Assert.Contains(name, Assert.Throws<FormatException>(() => StageRecord.Parse(none)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"OutputColumnName\":null}")]
    [InlineData("{\"Width\":-1}")]
    [InlineData("null")]
    public void Options_of_hand_crafted_features_that_can_not_be_are_told(string options) =>
        Assert.Throws<FormatException>(() => SavedHandCrafted.Parse(options));

    [Theory]
    [InlineData("{\"Task\":null}")]
    [InlineData("{\"Task\":\"Multiclass\",\"Classes\":[\"ant\",null]}")]
    [InlineData("{\"Task\":\"Multiclass\",\"Preprocessing\":{\"Mean\":null}}")]
    public void What_an_exported_network_says_of_itself_and_can_not_be_is_told(string note)
    {
        OnnxNetwork network = OnnxNetwork.Load(Tiny.File).WithMetadata(NetworkExport.Key, note);
        Assert.Contains(
            $"under '{NetworkExport.Key}' in its metadata, is damaged",
            Assert.Throws<OnnxNetworkException>(() => NetworkExport.Of(network)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>The note of the stage in the model, as JSON.</summary>
    private string Note()
    {
        string? note = null;
        Changed(
            (name, content) =>
            {
                if (name.EndsWith("OnnxModel", StringComparison.Ordinal))
                    note ??= OnnxNetwork.FromBytes(content.AsSpan(sizeof(int))).Metadata.GetValueOrDefault(StageRecord.Key);
                return [];
            }
        );
        return note!;
    }

    /// <summary>The model with other entries, whose checksums are right.</summary>
    private byte[] Changed(Func<string, byte[], (string Name, byte[] Content)[]> change)
    {
        using var old = new ZipArchive(new MemoryStream(_model));
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach (ZipArchiveEntry entry in old.Entries)
            {
                using var content = new MemoryStream();
                using (Stream stream = entry.Open())
                    stream.CopyTo(content);
                foreach ((string name, byte[] bytes) in change(entry.FullName, content.ToArray()))
                {
                    using Stream into = archive.CreateEntry(name).Open();
                    into.Write(bytes);
                }
            }
        }

        return memory.ToArray();
    }

    private void AssertRefused(byte[] model)
    {
        string file = _folder.Write("model.zip", model);
        Assert.Contains(
            file,
            Assert.Throws<FormatException>(() => _context.Model.LoadWithConvFeatures(file, out _)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Where the next record of the list of entries begins: its signature, and 24 bytes on the length of the entry.</summary>
    private int NextRecord(int from) => _model.AsSpan(from).IndexOf("PK\u0001\u0002"u8) is >= 0 and int found ? from + found : -1;

    private sealed class EncodedImage
    {
        public byte[] Image { get; set; } = [];
    }
}

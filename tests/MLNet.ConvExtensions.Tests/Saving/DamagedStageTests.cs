using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Tests.Stages.ConvFeatures;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>Saved models that were cut off, changed by a bit, or given another stage's description.</summary>
public sealed class DamagedStageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConvFeaturesOfPathsBattery.Case _paths = new();

    private string ModelFile => _folder.File("model.zip");

    private MLContext Context => _paths.Context;

    public void Dispose()
    {
        _paths.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("\"Version\":1", "\"Version\":9", "version 9")]
    [InlineData("\"Version\":1", "\"Version\":x", "damaged")]
    [InlineData("\"BodyInput\":\"", "\"BodyInput\":\"?", "?")]
    [InlineData("\"BodyOutput\":\"", "\"BodyOutput\":\"?", "?")]
    [InlineData("\"Width\":32", "\"Width\":-1", "Width")]
    [InlineData("\"Layer\":", "\"Loyer\":", "Layer")]
    public void A_damaged_stage_is_named(string from, string to, string expected)
    {
        IDataView data = _paths.CreateData(1);
        using ConvFeaturesTransformer saved = Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        Edit(json => json.Replace(from, to, StringComparison.Ordinal));
        string message = Assert.Throws<FormatException>(() => Load()).Message;

        Assert.Contains(ModelFile, message, StringComparison.Ordinal);
        Assert.Contains("Transform_010", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_model_is_an_error_that_names_it()
    {
        IDataView data = _paths.CreateData(1);
        using ConvFeaturesTransformer saved = Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        byte[] whole = File.ReadAllBytes(ModelFile);
        foreach (int length in new[] { 0, 10, whole.Length / 2, whole.Length - 10 })
        {
            _folder.Write("model.zip", whole[..length]);
            Assert.Contains(ModelFile, Assert.Throws<FormatException>(() => Load()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Damage_anywhere_is_told_and_never_loaded()
    {
        IDataView data = _paths.CreateData(1);
        using ConvFeaturesTransformer saved = Fit(data);
        Context.Model.Save(saved, data.Schema, ModelFile);
        float[][] expected = Read(saved, data);
        byte[] whole = File.ReadAllBytes(ModelFile);
        var random = new Random(1);
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            _folder.Write("model.zip", damaged);
            try
            {
                // A zip has bits without a meaning, such as its entries' times.
                using var loaded = (IDisposable)Load();
                Assert.Equal(expected, Read((ITransformer)loaded, data));
            }
            catch (FormatException e)
            {
                Assert.Contains(ModelFile, e.Message, StringComparison.Ordinal);
            }
        }
    }

    private ConvFeaturesTransformer Fit(IDataView data) => Context.Transforms.ConvFeatures("Features", "Image", Tiny.Backbone).Fit(data);

    private ITransformer Load() => new MLContext().Model.LoadWithConvFeatures(ModelFile, out _);

    private static float[][] Read(ITransformer transformer, IDataView data) =>
        [.. transformer.Transform(data).GetColumn<float[]>("Features")];

    /// <summary>Changes the description of the stage in the saved model.</summary>
    private void Edit(Func<string, string> edit)
    {
        using ZipArchive zip = ZipFile.Open(ModelFile, ZipArchiveMode.Update);
        (ZipArchiveEntry entry, OnnxNetwork network) = zip
            .Entries.Where(e => e.FullName.EndsWith("OnnxModel", StringComparison.Ordinal))
            .Select(e => (e, Network(e)))
            .Single(pair => pair.Item2.Metadata.Keys.Any(k => k.EndsWith(".Stage", StringComparison.Ordinal)));
        (string key, string note) = network.Metadata.Single(m => m.Key.EndsWith(".Stage", StringComparison.Ordinal));
        byte[] content = network.WithMetadata(key, edit(note)).ToBytes();
        string name = entry.FullName;
        entry.Delete();
        using var writer = new BinaryWriter(zip.CreateEntry(name).Open());
        writer.Write(content.Length);
        writer.Write(content);
    }

    private static OnnxNetwork Network(ZipArchiveEntry entry)
    {
        using var reader = new BinaryReader(entry.Open());
        return OnnxNetwork.FromBytes(reader.ReadBytes(reader.ReadInt32()));
    }
}

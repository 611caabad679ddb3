using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Zoo;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>
/// Checkpoints in the safetensors format, with torchvision's names and what torchvision computes (torchvision_checkpoints.py beside this
/// file).
/// </summary>
public sealed class SafetensorsTests : IDisposable
{
    private static readonly Lazy<JsonElement> References = new(() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "torchvision.json"))).RootElement
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ResNet18")]
    [InlineData("ResNet50")]
    [InlineData("DenseNet121")]
    [InlineData("MobileNetV2")]
    [InlineData("MobileNetV3Small")]
    [InlineData("EfficientNetB0")]
    [InlineData("RegNetX400MF")]
    [InlineData("RegNetY400MF")]
    [InlineData("ConvNeXtTiny")]
    public void Weights_of_torchvision_give_its_outputs(string name)
    {
        string file = Write(Tensors(name));
        Backbone backbone = Backbone.FromSafetensors(file, Architectures.Named(name));
        float[] expected = [.. Reference(name).GetProperty("logits").EnumerateArray().Select(v => v.GetSingle())];
        float[] logits = Run(backbone.Network);
        double largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, logits.Length);
        Assert.All(expected.Zip(logits), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1e-5 * largest));
    }

    [Theory]
    [InlineData("ResNet18")]
    [InlineData("ResNet34")]
    [InlineData("ResNet101")]
    [InlineData("ResNet152")]
    [InlineData("MobileNetV3Large")]
    [InlineData("EfficientNetB3")]
    [InlineData("RegNetX1600MF")]
    [InlineData("RegNetY1600MF")]
    [InlineData("ConvNeXtBase")]
    [InlineData("VGG11")]
    [InlineData("VGG16BN")]
    public void Names_and_shapes_are_those_of_torchvision(string name)
    {
        IReadOnlyList<NetworkWeight> weights = Architectures.Named(name).Build(224, 224, 3, 7).Weights;
        IReadOnlyDictionary<string, string> names = TorchvisionNames.Of(name, [.. weights.Select(w => w.Name)]);

        Assert.Equal(
            Lines(name).Order(StringComparer.Ordinal),
            weights.Select(w => $"{names[w.Name]} {Shape(w)}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_dense_layer_for_each_position_of_a_block_is_a_1x1_convolution()
    {
        Tensor[] tensors = [.. Tensors("ConvNeXtTiny")];
        int block = Array.FindIndex(tensors, t => t.Name == "features.1.0.block.3.weight");
        Assert.Equal([384, 96], tensors[block].Shape);
        tensors[block] = tensors[block] with { Shape = [96, 384] };
        Assert.Contains(
            "has a tensor 'features.1.0.block.3.weight' of shape [384, 96, 1, 1], and '",
            Fails(Write(tensors), "ConvNeXtTiny"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("F16", 1e-2)]
    [InlineData("BF16", 1e-1)]
    public void Shorter_numbers_are_read(string type, double tolerance)
    {
        Tensor[] tensors = [.. Tensors("ResNet18")];
        Backbone exact = Backbone.FromSafetensors(Write(tensors), Architectures.Named("ResNet18"));
        Backbone rounded = Backbone.FromSafetensors(
            Write([.. tensors.Select(t => t with { Type = type, Bytes = Shortened(t.Bytes, type) })], "short"),
            Architectures.Named("ResNet18")
        );
        float[] one = exact.Network.Weights[0].Contents.ToFloats(),
            other = rounded.Network.Weights[0].Contents.ToFloats();
        Assert.Equal(one.Length, other.Length);
        Assert.All(one.Zip(other), p => Assert.Equal(p.First, p.Second, tolerance));
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void The_first_tensor_that_does_not_fit_is_named_with_both_shapes()
    {
        Tensor[] tensors = [.. Tensors("ResNet18")];
        Assert.Contains(
            "ResNet34 has a tensor 'layer1.2.conv1.weight' of shape [64, 64, 3, 3], and '",
            Fails(Write(tensors), "ResNet34"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has a tensor 'layer1.2.conv1.weight' of shape [1], which ResNet18 doesn't",
            Fails(Write([.. tensors, new Tensor("layer1.2.conv1.weight", "F32", [1], new byte[4])], "more"), "ResNet18"),
            StringComparison.Ordinal
        );
        tensors[0] = new Tensor("conv1.weight", "F32", [64, 3, 3, 3], new byte[64 * 27 * 4]);
        Assert.Contains(
            "ResNet18 has a tensor 'conv1.weight' of shape [64, 3, 7, 7], and '",
            Fails(Write(tensors, "other"), "ResNet18"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "one of shape [64, 3, 3, 3]: its weights are of another network.",
            Fails(Write(tensors, "other"), "ResNet18"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Counts_of_batches_are_no_weights()
    {
        var count = new Tensor("bn1.num_batches_tracked", "I64", [], new byte[8]);
        Assert.Equal(
            7,
            Backbone.FromSafetensors(Write([.. Tensors("ResNet18"), count]), Architectures.Named("ResNet18")).Network.Outputs[0].Shape![1]
        );
    }

    [Fact]
    public void An_architecture_of_other_names_is_refused() =>
        Assert.Contains(
            "allowed: VGG11, VGG13",
            Assert.Throws<ArgumentException>(() => Backbone.FromSafetensors("any", Architectures.Named("LeNet5"))).Message,
            StringComparison.Ordinal
        );

    // csharpier-ignore - a table
    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8,
        "the tensor 'b' begins at 4, inside the one before it, which ends at 8"
    )]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8,
        "the tensor 'a' begins at 4, behind the end of the one before it, which ends at 0"
    )]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "its tensors end at 4, and its data at 8")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        4,
        "lies at [0,8]; allowed: a beginning and an end within the 4 bytes of data"
    )]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "lies at [4,0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "has -4; allowed: whole numbers from 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "of shape [3] and dtype F32 lies in 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "lies in 0 bytes")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "is of dtype \"F8_E4M3\"; allowed: F64, F32")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""",
        4,
        "its header has two tensors named 'a'"
    )]
    [InlineData("""{"a":{"dtype":"F32"}}""", 0, "its header has no dtype, shape and data_offsets for 'a'")]
    [InlineData("[]", 0, "its header is no JSON object")]
    [InlineData("{", 0, "its header is no JSON (")]
    public void What_the_format_does_not_allow_is_refused(string header, int data, string text) =>
        Assert.Contains(
            text,
            Fails(WriteRaw((ulong)Encoding.UTF8.GetByteCount(header), header, new byte[data]), "ResNet18"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(200_000_000UL, "its header takes 200,000,000 bytes; allowed: up to 100,000,000, within the file's 10")]
    [InlineData(3UL, "its header takes 3 bytes; allowed: up to 100,000,000, within the file's 10")]
    [InlineData(ulong.MaxValue, "its header takes 18,446,744,073,709,551,615 bytes")]
    public void A_header_that_is_too_long_is_refused(ulong length, string text) =>
        Assert.Contains(text, Fails(WriteRaw(length, "{}", []), "ResNet18"), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_cut_or_missing_is_refused()
    {
        Assert.Contains(
            "it has 3 bytes, and its header's length takes 8",
            Fails(_folder.Write("cut.safetensors", [1, 2, 3]), "ResNet18"),
            StringComparison.Ordinal
        );
        Assert.Contains("gone.safetensors' can't be read", Fails(_folder.File("gone.safetensors"), "ResNet18"), StringComparison.Ordinal);
    }

    private static string Fails(string file, string name) =>
        Assert.Throws<OnnxNetworkException>(() => Backbone.FromSafetensors(file, Architectures.Named(name)).Network).Message;

    // RegNetX1600MF is regnet_x_1_6gf there, VGG16BN vgg16_bn.
    private static JsonElement Reference(string name)
    {
        string key = Key(name.Replace("1600MF", "16GF", StringComparison.Ordinal));
        return References.Value.EnumerateObject().Single(e => Key(e.Name) == key).Value;
    }

    private static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // The 1x1 convolutions of ConvNeXt's blocks are dense layers there, and have no scope of their own.
    private static string Shape(NetworkWeight weight)
    {
        bool isDense =
            weight.Name.EndsWith(".block.3.weight", StringComparison.Ordinal)
            || weight.Name.EndsWith(".block.5.weight", StringComparison.Ordinal);
        return string.Join('x', isDense ? weight.Contents.Shape.Take(2) : weight.Contents.Shape);
    }

    private static string[] Lines(string name) => [.. Reference(name).GetProperty("tensors").EnumerateArray().Select(t => t.GetString()!)];

    private static IEnumerable<Tensor> Tensors(string name) =>
        Lines(name)
            .Select(
                (line, index) =>
                {
                    string[] parts = line.Split(' ');
                    long[] shape = [.. parts[1].Split('x').Select(d => long.Parse(d, CultureInfo.InvariantCulture))];
                    return new Tensor(parts[0], "F32", shape, MemoryMarshal.AsBytes<float>(Contents(index, parts[0], shape)).ToArray());
                }
            );

    private static float[] Contents(int index, string name, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, d) => product * d)];
        double scale = Math.Sqrt(2.0 / (values.Length / shape[0]));
        for (int i = 0; i < values.Length; i++)
        {
            double wave = Math.Sin((0.37 * i) + index);
            values[i] = (float)(
                name.EndsWith("running_var", StringComparison.Ordinal) ? 1 + (0.5 * wave)
                : shape.Length > 1 ? wave * scale
                : name.EndsWith("weight", StringComparison.Ordinal) ? 0.5 + (0.3 * wave)
                : 0.1 * wave
            );
        }

        return values;
    }

    private static byte[] Shortened(byte[] bytes, string type)
    {
        float[] values = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        return type == "F16"
            ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)).ToArray()
            : MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))).ToArray();
    }

    private string Write(IEnumerable<Tensor> tensors, string name = "weights")
    {
        var header = new StringBuilder("""{"__metadata__":{"format":"pt"}""");
        using var data = new MemoryStream();
        foreach (Tensor tensor in tensors)
        {
            string shape = string.Join(',', tensor.Shape);
            header.Append(
                CultureInfo.InvariantCulture,
                $",\"{tensor.Name}\":{{\"dtype\":\"{tensor.Type}\",\"shape\":[{shape}],\"data_offsets\":[{data.Length},{data.Length + tensor.Bytes.Length}]}}"
            );
            data.Write(tensor.Bytes);
        }

        string text = header.Append('}').ToString();
        return WriteRaw((ulong)Encoding.UTF8.GetByteCount(text), text, data.ToArray(), name);
    }

    private string WriteRaw(ulong length, string header, byte[] data, string name = "weights")
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        return _folder.Write($"{name}.safetensors", [.. bytes, .. Encoding.UTF8.GetBytes(header), .. data]);
    }

    private static float[] Run(OnnxNetwork network)
    {
        var pixels = new float[3 * 224 * 224];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (float)Math.Sin(0.01 * i);
        using var session = new InferenceSession(network.ToBytes());
        using var results = session.Run([
            NamedOnnxValue.CreateFromTensor(network.Inputs[0].Name, new DenseTensor<float>(pixels, [1, 3, 224, 224])),
        ]);
        return [.. results[0].AsEnumerable<float>()];
    }

    private sealed record Tensor(string Name, string Type, long[] Shape, byte[] Bytes);
}

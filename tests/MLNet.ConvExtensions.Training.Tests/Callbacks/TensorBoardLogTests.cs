using System.Numerics;
using Google.Protobuf;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Callbacks;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Tests.Loop;

namespace MLNet.ConvExtensions.Training.Tests.Callbacks;

/// <summary>Event files, read again by the format's description.</summary>
public sealed class TensorBoardLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Events_have_records_with_right_checksums_and_the_values()
    {
        (_, TrainingHistory history) = Train(new TensorBoardLog(_folder.Path));
        byte[][] records = Records();

        Assert.Equal(4, records.Length);
        Assert.Contains("brain.Event:2", System.Text.Encoding.Latin1.GetString(records[0]));
        string first = System.Text.Encoding.Latin1.GetString(records[1]);
        Assert.Contains("loss/training", first);
        Assert.Contains("accuracy/validation", first);
        Assert.DoesNotContain("weights/", first);
        Assert.Contains(
            System.Text.Encoding.Latin1.GetString(BitConverter.GetBytes((float)history[TrainingLogs.ValidationLoss][0])),
            first
        );
    }

    [Fact]
    public void Histograms_count_every_weight_after_every_epoch()
    {
        (OnnxNetwork network, _) = Train(new TensorBoardLog(_folder.Path) { Histograms = true });
        Dictionary<string, double[][]> last = Histograms(Records()[^1]);

        Assert.Equal(network.Weights.Select(w => $"weights/{w.Name}").Order(), last.Keys.Order());
        foreach (NetworkWeight weight in network.Weights)
        {
            float[] values = weight.Contents.ToFloats();
            double[][] fields = last[$"weights/{weight.Name}"];
            Assert.Equal([values.Min()], fields[1]);
            Assert.Equal([values.Max()], fields[2]);
            Assert.Equal([values.Length], fields[3]);
            Assert.Equal(values.Sum(v => (double)v), Assert.Single(fields[4]), 1e-9);
            Assert.Equal(values.Sum(v => (double)v * v), Assert.Single(fields[5]), 1e-9);
            Assert.Equal(30, fields[6].Length);
            Assert.Equal(values.Length, fields[7].Sum());
            double below = double.NegativeInfinity;
            for (int i = 0; i < 29; i++)
            {
                // A value on a limit is rounded to either side.
                Assert.InRange(fields[7][i], values.Count(v => v > below + 1e-6 && v < fields[6][i] - 1e-6), values.Length);
                below = fields[6][i];
            }
        }
    }

    [Fact]
    public void Bins_are_those_of_numpy()
    {
        // numpy.histogram([0, 1, 1, 2.9, 3, 9.99, 10], bins=30)[0].nonzero() and its counts there; numpy.histogram([5, 5], bins=30).
        double[] counts = [.. new ValueHistogram([0, 1, 1, 2.9f, 3, 9.99f, 10]).Counts];
        Assert.Equal([0, 3, 8, 9, 29], counts.Select((c, i) => c > 0 ? i : -1).Where(i => i >= 0));
        Assert.Equal([1, 2, 1, 1, 2], counts.Where(c => c > 0));
        Assert.Equal(2, new ValueHistogram([5, 5]).Counts[15]);
        Assert.Equal(1, new ValueHistogram([float.NaN, 1, float.PositiveInfinity]).Counts.Sum());
        Assert.Equal(0, new ValueHistogram([]).Counts.Sum());
    }

    private static (OnnxNetwork Network, TrainingHistory History) Train(TensorBoardLog log) =>
        TrainingLoop.Run(
            new()
            {
                Network = NetworkBuilder.Image(8, 8, 1, seed: 4).Conv(4, 3).BatchNorm().Relu().Flatten().Dense(3).Build(),
                Task = ModelTask.Multiclass,
                Source = new StripesSource(100, 25),
                Validation = new StripesSource(60, 25, seed: 5),
                Options = new ConvNetOptions
                {
                    Epochs = 3,
                    NumberOfThreads = 1,
                    Callbacks = [log],
                },
            }
        );

    private byte[][] Records()
    {
        byte[] file = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.Path, "events.out.tfevents.*")));
        var records = new List<byte[]>();
        for (int at = 0; at < file.Length; )
        {
            int length = (int)BitConverter.ToInt64(file, at);
            Assert.Equal(Masked(file.AsSpan(at, 8)), BitConverter.ToUInt32(file, at + 8));
            Assert.Equal(Masked(file.AsSpan(at + 12, length)), BitConverter.ToUInt32(file, at + 12 + length));
            records.Add(file[(at + 12)..(at + 12 + length)]);
            at += 16 + length;
        }

        return [.. records];
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    /// <summary>The histograms of an event by their tags, each its fields by number.</summary>
    private static Dictionary<string, double[][]> Histograms(byte[] record)
    {
        var found = new Dictionary<string, double[][]>();
        foreach (byte[] summary in Fields(record, 5))
        {
            foreach (byte[] value in Fields(summary, 1))
            {
                if (Fields(value, 5) is [byte[] histogram])
                    found.Add(
                        System.Text.Encoding.UTF8.GetString(Fields(value, 1).Single()),
                        [.. Enumerable.Range(0, 8).Select(n => Fields(histogram, n).SelectMany(Doubles).ToArray())]
                    );
            }
        }

        return found;
    }

    private static IEnumerable<double> Doubles(byte[] bytes) => bytes.Chunk(8).Select(b => BitConverter.ToDouble(b));

    /// <summary>The contents of a field of a message, each time that it occurs.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var input = new CodedInputStream(message);
        var found = new List<byte[]>();
        while (input.ReadTag() is var tag && tag != 0)
        {
            byte[] content = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                WireFormat.WireType.Fixed64 => BitConverter.GetBytes(input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => BitConverter.GetBytes(input.ReadFixed32()),
                _ => BitConverter.GetBytes(input.ReadInt64()),
            };
            if (WireFormat.GetTagFieldNumber(tag) == number)
                found.Add(content);
        }

        return found;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using MLNet.ConvExtensions.Training.Callbacks;

namespace MLNet.ConvExtensions;

/// <summary>Writes the values of every epoch, and histograms of the weights if asked, to an event file that TensorBoard shows.</summary>
/// <remarks>
/// An event file is a row of records: the length (8 bytes, little endian), its masked CRC-32C, an event as a protocol buffer, its masked
/// CRC-32C.
/// </remarks>
/// <param name="folder">The folder that TensorBoard is started with. Each training writes a file of its own in it.</param>
public sealed class TensorBoardLog(string folder) : TrainingCallback
{
    // Numbers of the fields of tensorflow.Event and tensorflow.Summary.Value.
    private const int WallTime = 1,
        Step = 2,
        FileVersion = 3,
        Summary = 5,
        Value = 1,
        Tag = 1,
        SimpleValue = 2,
        Histogram = 5;

    private FileStream? _file;

    /// <summary>
    /// Whether a histogram of each weight, and of each running statistic, is written after every epoch, under <c>weights/NAME</c>: 30 bins
    /// of equal width from the least value to the largest, of those that are finite.
    /// </summary>
    public bool Histograms { get; init; }

    /// <summary>The clock; the system's if left out.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Directory.CreateDirectory(folder);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{Clock.GetUtcNow().ToUnixTimeSeconds():D10}.mlnetconv.{Environment.ProcessId}"
        );
        _file?.Dispose();
        _file = Open(Path.Combine(folder, name));
        Write(output =>
        {
            output.WriteTag(FileVersion, WireFormat.WireType.LengthDelimited);
            output.WriteString("brain.Event:2");
        });
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Write(output =>
        {
            output.WriteTag(Step, WireFormat.WireType.Varint);
            output.WriteInt64(context.Epoch);
            output.WriteTag(Summary, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(
                Message(summary =>
                {
                    foreach ((string name, double value) in context.Logs)
                    {
                        WriteValue(
                            summary,
                            TagOf(name),
                            field =>
                            {
                                field.WriteTag(SimpleValue, WireFormat.WireType.Fixed32);
                                field.WriteFloat((float)value);
                            }
                        );
                    }

                    foreach (NetworkWeight weight in Histograms ? context.Snapshot().Weights : [])
                    {
                        WriteValue(
                            summary,
                            $"weights/{weight.Name}",
                            field =>
                            {
                                field.WriteTag(Histogram, WireFormat.WireType.LengthDelimited);
                                field.WriteBytes(Message(new ValueHistogram(weight.Contents.ToFloats()).Write));
                            }
                        );
                    }
                })
            );
        });
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        _file?.Dispose();
        _file = null;
    }

    private static void WriteValue(CodedOutputStream summary, string tag, Action<CodedOutputStream> content)
    {
        summary.WriteTag(Value, WireFormat.WireType.LengthDelimited);
        summary.WriteBytes(
            Message(field =>
            {
                field.WriteTag(Tag, WireFormat.WireType.LengthDelimited);
                field.WriteString(tag);
                content(field);
            })
        );
    }

    /// <summary>Training and validation of the same value stand side by side under one name.</summary>
    private static string TagOf(string name) =>
        name.StartsWith(TrainingLogs.ValidationPrefix, StringComparison.Ordinal)
            ? $"{name[TrainingLogs.ValidationPrefix.Length..]}/validation"
            : $"{name}/training";

    private static FileStream Open(string path)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return new FileStream(i == 0 ? path : $"{path}.{i}", FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
            catch (IOException) when (i < 1000 && File.Exists(i == 0 ? path : $"{path}.{i}"))
            {
                // Another training began in the same second.
            }
        }
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
            write(output);
        return ByteString.CopyFrom(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    private void Write(Action<CodedOutputStream> write)
    {
        byte[] message = Message(output =>
            {
                output.WriteTag(WallTime, WireFormat.WireType.Fixed64);
                output.WriteDouble(Clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
                write(output);
            })
            .ToByteArray();
        var record = new byte[16 + message.Length];
        BinaryPrimitives.WriteInt64LittleEndian(record, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        message.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + message.Length), MaskedCrc(message));
        _file!.Write(record);
        _file.Flush();
    }
}

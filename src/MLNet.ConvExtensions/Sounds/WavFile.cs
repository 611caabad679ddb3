using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MLNet.ConvExtensions.Sounds;

/// <summary>Reads and writes the contents of WAV files.</summary>
internal static class WavFile
{
    private const int Pcm = 1,
        Floats = 3,
        Extensible = 0xFFFE;

    private const int HeaderLength = 12,
        ChunkHeaderLength = 8,
        ExtensibleLength = 40;

    private static readonly Dictionary<int, string> OtherFormats = new()
    {
        [2] = "Microsoft ADPCM",
        [6] = "A-law",
        [7] = "mu-law",
        [0x11] = "IMA ADPCM",
        [0x50] = "MPEG",
        [0x55] = "MP3",
    };

    /// <exception cref="SoundInputException">It is no WAV that can be read; the message begins with the name.</exception>
    public static Sound Read(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length == 0)
            throw new SoundInputException($"{name} is empty (0 bytes).");
        if (file.Length < HeaderLength || !Is(file, "RIFF") || !Is(file[8..], "WAVE"))
        {
            throw new SoundInputException(
                $"{name} is no WAV file: it begins with '{Text(file[..Math.Min(4, file.Length)])}'; needed: 'RIFF', a size, 'WAVE'."
            );
        }

        Format? format = null;
        int at = HeaderLength;
        while (at + ChunkHeaderLength <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[at..];
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            ReadOnlySpan<byte> rest = chunk[ChunkHeaderLength..];
            if (Is(chunk, "data"))
                return Samples(rest, length, format ?? throw new SoundInputException($"{name} has samples before its format."), name);
            if (length > rest.Length)
            {
                throw new SoundInputException(
                    $"{name} is cut off: its part '{Text(chunk[..4])}' has {length:N0} bytes, and {rest.Length:N0} are there."
                );
            }

            if (Is(chunk, "fmt "))
                format = Format.Read(rest[..(int)length], name);

            // Parts begin at even places.
            at += ChunkHeaderLength + (int)(length + (length & 1));
        }

        throw new SoundInputException(
            $"{name} has no samples: there is no part 'data' in its {file.Length:N0} bytes" + (format is null ? ", and no 'fmt '." : ".")
        );
    }

    public static byte[] Write(Sound sound)
    {
        int channels = sound.Channels.Count,
            frame = channels * sizeof(short),
            length = checked(sound.Length * frame);
        var file = new byte[HeaderLength + ChunkHeaderLength + 16 + ChunkHeaderLength + length];
        using var writer = new BinaryWriter(new MemoryStream(file));
        writer.Write("RIFF"u8);
        writer.Write(file.Length - ChunkHeaderLength);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)Pcm);
        writer.Write((short)channels);
        writer.Write(sound.SampleRate);
        writer.Write(sound.SampleRate * frame);
        writer.Write((short)frame);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(length);
        for (int i = 0; i < sound.Length; i++)
        {
            foreach (float[] channel in sound.Channels)
                writer.Write((short)Math.Clamp(Math.Round(channel[i] * 32768.0), short.MinValue, short.MaxValue));
        }

        return file;
    }

    private static Sound Samples(ReadOnlySpan<byte> rest, long length, Format format, string name)
    {
        // Programs that write to a pipe don't know the length when they write it.
        if (length == uint.MaxValue)
            length = rest.Length;
        if (length == 0)
            throw new SoundInputException($"{name} has no samples: its length is 0.");
        if (length > rest.Length)
        {
            throw new SoundInputException(
                $"{name} is cut off: its header says {length:N0} bytes of samples, and {rest.Length:N0} are there."
            );
        }

        int frame = format.FrameBytes;
        if (length % frame != 0)
        {
            throw new SoundInputException(
                $"{name} is cut off within a sample: {length:N0} bytes are no whole number of {frame} bytes, {format.Channels} channels of "
                    + $"{format.Bits} bits."
            );
        }

        int count = (int)(length / frame),
            width = format.Bits / 8;
        float[][] channels = [.. Enumerable.Range(0, format.Channels).Select(_ => new float[count])];
        for (int i = 0, at = 0; i < count; i++)
        {
            for (int channel = 0; channel < channels.Length; channel++, at += width)
            {
                float value = format.Value(rest.Slice(at, width));
                if (!float.IsFinite(value))
                {
                    throw new SoundInputException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{name} has the value {value} as sample {i:N0} of channel {channel}; allowed: finite numbers."
                        )
                    );
                }

                channels[channel][i] = value;
            }
        }

        return new Sound(format.SampleRate, channels);
    }

    private static bool Is(ReadOnlySpan<byte> chunk, string name) => chunk.Length >= 4 && Encoding.Latin1.GetString(chunk[..4]) == name;

    private static string Text(ReadOnlySpan<byte> bytes) =>
        string.Concat(Encoding.Latin1.GetString(bytes).Select(c => c is >= ' ' and <= '~' ? c : '?'));

    /// <summary>How samples are written.</summary>
    private sealed record Format(bool IsFloat, int Channels, int SampleRate, int Bits)
    {
        public int FrameBytes => Channels * Bits / 8;

        public static Format Read(ReadOnlySpan<byte> part, string name)
        {
            if (part.Length < 16)
                throw new SoundInputException($"{name} has a format of {part.Length} bytes; needed: 16 or more.");
            int code = BinaryPrimitives.ReadUInt16LittleEndian(part),
                channels = BinaryPrimitives.ReadUInt16LittleEndian(part[2..]),
                frame = BinaryPrimitives.ReadUInt16LittleEndian(part[12..]),
                bits = BinaryPrimitives.ReadUInt16LittleEndian(part[14..]);
            uint rate = BinaryPrimitives.ReadUInt32LittleEndian(part[4..]);
            if (code == Extensible)
            {
                if (part.Length < ExtensibleLength)
                    throw new SoundInputException(
                        $"{name} has an extensible format of {part.Length} bytes; needed: {ExtensibleLength} or more."
                    );
                // The first bytes of its identifier are the code that others have here.
                code = BinaryPrimitives.ReadUInt16LittleEndian(part[24..]);
            }

            if (!((code == Pcm && bits is 8 or 16 or 24 or 32) || (code == Floats && bits is 32 or 64)))
            {
                string format = OtherFormats.GetValueOrDefault(
                    code,
                    code is Pcm ? "PCM"
                        : code is Floats ? "float"
                        : $"format {code}"
                );
                throw new SoundInputException(
                    $"{name} has samples of {format}, {bits} bits; allowed: PCM of 8, 16, 24 or 32 bits, and floating-point numbers of 32 "
                        + "or 64."
                );
            }

            if (channels == 0)
                throw new SoundInputException($"{name} has 0 channels; allowed: 1 or more.");
            if (rate is 0 or > 1_000_000)
                throw new SoundInputException($"{name} has {rate} samples a second; allowed: 1 to 1,000,000.");
            if (frame != channels * bits / 8)
            {
                throw new SoundInputException(
                    $"{name} has a wrong header: {frame} bytes for each {channels} samples of {bits} bits; needed: {channels * bits / 8}."
                );
            }

            return new Format(code == Floats, channels, (int)rate, bits);
        }

        public float Value(ReadOnlySpan<byte> bytes) =>
            (IsFloat, Bits) switch
            {
                (true, 32) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                (true, _) => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
                (_, 8) => (bytes[0] - 128) / 128f,
                (_, 16) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
                (_, 24) => ((bytes[0] << 8 | bytes[1] << 16 | bytes[2] << 24) >> 8) / 8388608f,
                _ => (float)(BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648.0),
            };
    }
}

using System.Buffers.Binary;
using System.Text;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Sounds;

/// <summary>WAV files of every kind, made byte by byte, and damaged ones.</summary>
public sealed class WavFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 8, "00 80 C0 FF", new[] { -1f, 0, 0.5f, 0.9921875f })]
    [InlineData(1, 16, "0080 0000 0040 FF7F", new[] { -1f, 0, 0.5f, 0.999969482421875f })]
    [InlineData(1, 24, "000080 000000 000040 FFFFFF", new[] { -1f, 0, 0.5f, -1.1920929e-7f })]
    [InlineData(1, 32, "00000080 00000000 00000040 00000020", new[] { -1f, 0, 0.5f, 0.25f })]
    [InlineData(3, 32, "0000C0BF 00000000 0000003F 0000803F", new[] { -1.5f, 0, 0.5f, 1 })]
    [InlineData(3, 64, "000000000000F8BF 0000000000000000 000000000000E03F 000000000000F03F", new[] { -1.5f, 0, 0.5f, 1 })]
    public void Samples_of_every_width_are_read_plain_and_extensible(int code, int bits, string data, float[] expected)
    {
        byte[] samples = Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal));
        foreach (bool extensible in new[] { false, true })
        {
            Sound mono = Sound.FromWav(Wav(code, 1, bits, samples, extensible));
            Assert.Equal((8000, 1, 4), (mono.SampleRate, mono.Channels.Count, mono.Length));
            Assert.Equal(expected, mono.Channels[0]);
            Assert.Equal(TimeSpan.FromMilliseconds(0.5), mono.Duration);

            Sound stereo = Sound.FromWav(Wav(code, 2, bits, samples, extensible));
            Assert.Equal([expected[0], expected[2]], stereo.Channels[0]);
            Assert.Equal([expected[1], expected[3]], stereo.Channels[1]);
            Assert.Equal((expected[0] + expected[1]) / 2, stereo.ToMono().Channels[0][0]);
        }
    }

    [Fact]
    public void Other_parts_odd_lengths_and_open_ends_do_not_matter()
    {
        byte[] plain = Wav(1, 1, 16, [0, 64, 0, 192]);
        byte[] note = [.. Encoding.ASCII.GetBytes("LIST"), 3, 0, 0, 0, 1, 2, 3, 0];
        Assert.Equal([0.5f, -0.5f], Sound.FromWav([.. plain[..12], .. note, .. plain[12..], .. note]).Channels[0]);

        // Written to a pipe: the length isn't known.
        BinaryPrimitives.WriteUInt32LittleEndian(plain.AsSpan(40), uint.MaxValue);
        Assert.Equal([0.5f, -0.5f], Sound.FromWav(plain).Channels[0]);
    }

    [Fact]
    public void What_is_saved_is_read_again()
    {
        float[] values = [-2, -1, -0.5f, 0, 0.25f, 1, 2];
        new Sound(11025, values, values).SaveWav(_folder.File("a.wav"));
        Sound read = Sound.Load(_folder.File("a.wav"));
        Assert.Equal((11025, 2), (read.SampleRate, read.Channels.Count));
        Assert.Equal([-1, -1, -0.5f, 0, 0.25f, 32767 / 32768f, 32767 / 32768f], read.Channels[1]);
        Assert.Equal(["a.wav"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("empty", "is empty (0 bytes)")]
    [InlineData("text", "is no WAV file: it begins with 'Once'; needed: 'RIFF', a size, 'WAVE'")]
    [InlineData("big", "is no WAV file: it begins with 'RIFX'")]
    [InlineData("short", "is no WAV file: it begins with 'RIFF'")]
    [InlineData("no data", "has no samples: there is no part 'data' in its 36 bytes.")]
    [InlineData("no format", "has samples before its format")]
    [InlineData("zero", "has no samples: its length is 0")]
    [InlineData("cut", "is cut off: its header says 8 bytes of samples, and 6 are there")]
    [InlineData("cut part", "is cut off: its part 'fmt ' has 16 bytes, and 8 are there")]
    [InlineData("within", "is cut off within a sample: 3 bytes are no whole number of 2 bytes, 1 channels of 16 bits")]
    [InlineData("mu-law", "has samples of mu-law, 8 bits; allowed: PCM of 8, 16, 24 or 32 bits")]
    [InlineData("12 bits", "has samples of PCM, 12 bits; allowed")]
    [InlineData("unknown", "has samples of format 999, 16 bits; allowed")]
    [InlineData("silent", "has 0 channels; allowed: 1 or more")]
    [InlineData("rate", "has 0 samples a second; allowed: 1 to 1,000,000")]
    [InlineData("frame", "has a wrong header: 3 bytes for each 1 samples of 16 bits; needed: 2")]
    [InlineData("nan", "has the value NaN as sample 1 of channel 0; allowed: finite numbers")]
    public void Damaged_files_are_named_with_what_is_wrong(string what, string expected)
    {
        byte[] good = Wav(1, 1, 16, [1, 2, 3, 4, 5, 6, 7, 8]);
        byte[] bad = what switch
        {
            "empty" => [],
            "text" => Encoding.ASCII.GetBytes("Once upon a time there was no sound."),
            "big" => [.. Encoding.ASCII.GetBytes("RIFX"), .. good[4..]],
            "short" => good[..10],
            "no data" => good[..36],
            "no format" => [.. good[..12], .. good[36..]],
            "zero" => Wav(1, 1, 16, []),
            "cut" => good[..^2],
            "cut part" => good[..28],
            "within" => Wav(1, 1, 16, [1, 2, 3]),
            "mu-law" => Wav(7, 1, 8, [1, 2]),
            "12 bits" => Wav(1, 1, 12, [1, 2]),
            "unknown" => Wav(999, 1, 16, [1, 2]),
            "silent" => Wav(1, 0, 16, [1, 2]),
            "rate" => Change(good, 24, 0, 0),
            "frame" => Change(good, 32, 3, 0),
            _ => Wav(3, 1, 32, [0, 0, 0, 0, 0, 0, 0xC0, 0x7F]),
        };
        string path = _folder.File("bad.wav");
        File.WriteAllBytes(path, bad);
        string message = Assert.Throws<SoundInputException>(() => Sound.Load(path)).Message;
        Assert.StartsWith($"The sound '{path}' ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_damage_is_an_error_of_its_own_kind_or_a_sound()
    {
        byte[] good = Wav(1, 2, 16, [.. Enumerable.Range(0, 64).Select(i => (byte)i)], extensible: true);
        var random = new Random(3);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = good[..random.Next(good.Length + 1)];
            for (int change = random.Next(4); change > 0 && damaged.Length > 0; change--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Assert.InRange(Sound.FromWav(damaged).Length, 1, 64);
            }
            catch (SoundInputException e)
            {
                Assert.StartsWith("The sound ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Missing_files_and_impossible_sounds_are_refused()
    {
        Assert.Contains("can't be read", Assert.Throws<SoundInputException>(() => Sound.Load(_folder.File("none.wav"))).Message);
        Assert.Throws<ArgumentException>(() => new Sound(8000));
        Assert.Contains(
            "channels of 2, 3 samples; needed: one or more, of the same length",
            Assert.Throws<ArgumentException>(() => new Sound(8000, new float[2], new float[3])).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sound(0, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sound(8000, new float[2]).Resample(0));
    }

    private static byte[] Change(byte[] file, int at, params byte[] bytes) => [.. file[..at], .. bytes, .. file[(at + bytes.Length)..]];

    private static byte[] Wav(int code, int channels, int bits, byte[] samples, bool extensible = false)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        int format = extensible ? 40 : 16,
            frame = channels * bits / 8;
        writer.Write("RIFF"u8);
        writer.Write(20 + format + samples.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(format);
        writer.Write((ushort)(extensible ? 0xFFFE : code));
        writer.Write((ushort)channels);
        writer.Write(8000);
        writer.Write(8000 * frame);
        writer.Write((ushort)frame);
        writer.Write((ushort)bits);
        if (extensible)
        {
            writer.Write((ushort)22);
            writer.Write((ushort)bits);
            writer.Write(0);
            writer.Write((ushort)code);
            writer.Write(Convert.FromHexString("000000001000800000AA00389B71"));
        }

        writer.Write("data"u8);
        writer.Write(samples.Length);
        writer.Write(samples);
        return stream.ToArray();
    }
}

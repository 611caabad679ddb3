using System.Buffers.Binary;
using System.Text;
using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>WAV files of all kinds that are read.</summary>
internal sealed class SoundsTarget(string folder) : FuzzTarget(folder)
{
    private static readonly byte[][] Words = Corpus.Words(
        "RIFF",
        "WAVE",
        "fmt ",
        "data",
        "LIST",
        "fact",
        "\u007F\u00FF\u00FF\u00FF",
        "\0\0\0\0"
    );

    // PCM of 8, 16, 24 and 32 bits, floating point of 32 and 64, and PCM in the extensible form.
    private readonly byte[][] _whole =
    [
        Wav(1, 8, 1),
        Wav(1, 16, 2),
        Wav(1, 24, 1),
        Wav(1, 32, 3),
        Wav(3, 32, 1),
        Wav(3, 64, 2),
        Wav(0xFFFE, 16, 2),
    ];

    public override FuzzInput Make(int seed)
    {
        var random = new Random(seed);
        byte[] original = _whole[random.Next(_whole.Length)];
        return new FuzzInput(seed, "sound.wav", new InputMaker(random, _whole, Words).Damage(original));
    }

    public override bool Read(FuzzInput input)
    {
        var sound = Sound.FromWav(input.Bytes);
        WrongResultException.ThrowUnless(sound.Length > 0 && sound.SampleRate > 0, $"{sound.Length} samples at {sound.SampleRate}");
        float[] mono = [.. sound.ToMono().Channels[0]];
        WrongResultException.ThrowUnless(mono.Length == sound.Length && mono.All(float.IsFinite), "samples that are no numbers");
        return true;
    }

    public override bool IsDocumented(Exception exception) => Is<SoundInputException>(exception);

    private static byte[] Wav(int form, int bits, int channels)
    {
        const int rate = 8000,
            samples = 50;
        bool extensible = form == 0xFFFE;
        int head = extensible ? 40 : 16,
            frame = bits / 8 * channels;
        using var file = new MemoryStream();
        void Put(int value, int length)
        {
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            file.Write(bytes.AsSpan(0, length));
        }

        file.Write(Encoding.ASCII.GetBytes("RIFF"));
        Put(20 + head + (samples * frame), 4);
        file.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        Put(head, 4);
        Put(form, 2);
        Put(channels, 2);
        Put(rate, 4);
        Put(rate * frame, 4);
        Put(frame, 2);
        Put(bits, 2);
        if (extensible)
        {
            Put(22, 2);
            Put(bits, 2);
            Put(0, 4);
            Put(1, 2);
            file.Write([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
        }

        file.Write(Encoding.ASCII.GetBytes("data"));
        Put(samples * frame, 4);
        for (int i = 0; i < samples * channels; i++)
        {
            double value = Math.Sin(i) / 2;
            byte[] sample = (form, bits) switch
            {
                (3, 32) => BitConverter.GetBytes((float)value),
                (3, _) => BitConverter.GetBytes(value),
                (_, 8) => [(byte)(128 + (127 * value))],
                _ => BitConverter.GetBytes((int)(value * int.MaxValue))[^(bits / 8)..],
            };
            file.Write(sample);
        }

        return file.ToArray();
    }
}

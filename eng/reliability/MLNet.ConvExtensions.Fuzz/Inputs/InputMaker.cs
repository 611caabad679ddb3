using System.Buffers.Binary;
using System.Text;
using MLNet.ConvExtensions.Tests.Mutation;

namespace MLNet.ConvExtensions.Fuzz.Inputs;

/// <summary>Damages whole inputs by a seed: bits, lengths, parts of other inputs, words of the format, numbers in text.</summary>
/// <param name="random">What chance is drawn from.</param>
/// <param name="corpus">Whole inputs, of which parts are taken.</param>
/// <param name="words">Words of the format.</param>
internal sealed class InputMaker(Random random, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> words)
{
    private const int Longest = 1 << 20;

    private static readonly byte[][] Numbers =
    [
        .. new[]
        {
            "0",
            "-1",
            "1e999",
            "-0.5",
            "NaN",
            "\"NaN\"",
            "2147483647",
            "2147483648",
            "99999999999999999999",
            "null",
            "true",
            "\"\"",
            "\"text\"",
            "[]",
            "{}",
            "[null]",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>An input damaged in one to six ways.</summary>
    public byte[] Damage(byte[] original)
    {
        byte[] bytes = [.. original];
        for (int i = random.Next(1, random.Next(2, 8)); i > 0 && bytes.Length > 0; i--)
            bytes = DamageOnce(bytes);
        return bytes.Length <= Longest ? bytes : bytes[..Longest];
    }

    private byte[] DamageOnce(byte[] bytes)
    {
        switch (random.Next(8))
        {
            case 0:
                return Splice(bytes);
            case 1:
                ChangeLength(bytes);
                return bytes;
            case 2 when words.Count > 0:
                return Put(bytes, words[random.Next(words.Count)], insert: random.Next(2) == 0);
            case 3:
                return Repeat(bytes);
            case 4:
                return ChangeNumber(bytes);
            default:
                return new Mutator(random.Next()).Damage(bytes);
        }
    }

    /// <summary>The beginning of the input, and the end of another.</summary>
    private byte[] Splice(byte[] bytes)
    {
        byte[] other = corpus[random.Next(corpus.Count)];
        return other.Length == 0 ? bytes : [.. bytes[..random.Next(bytes.Length + 1)], .. other[random.Next(other.Length)..]];
    }

    /// <summary>Writes over what may be a length, with one that is telling or near to the one that is there.</summary>
    private void ChangeLength(byte[] bytes)
    {
        int size = 1 << random.Next(4);
        if (bytes.Length < size)
            return;
        Span<byte> place = bytes.AsSpan(random.Next(bytes.Length - size + 1), size);
        bool little = random.Next(2) == 0;
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        number.Clear();
        place.CopyTo(little ? number : number[(sizeof(ulong) - size)..]);
        ulong old = little ? BinaryPrimitives.ReadUInt64LittleEndian(number) : BinaryPrimitives.ReadUInt64BigEndian(number);
        ulong changed = random.Next(8) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            2 => 1UL << random.Next(8 * size),
            3 => (1UL << random.Next(8 * size)) - 1,
            4 => (ulong)bytes.Length,
            5 => old * 2,
            6 => old + 1,
            _ => old - 1,
        };
        if (little)
            BinaryPrimitives.WriteUInt64LittleEndian(number, changed);
        else
            BinaryPrimitives.WriteUInt64BigEndian(number, changed);
        (little ? number[..size] : number[(sizeof(ulong) - size)..]).CopyTo(place);
    }

    /// <summary>A part of the input once more, or a thousand times.</summary>
    private byte[] Repeat(byte[] bytes)
    {
        int at = random.Next(bytes.Length),
            length = random.Next(1, Math.Min(bytes.Length - at, 1 << random.Next(12)) + 1),
            times = random.Next(8) == 0 ? Math.Min(1000, Longest / length) : 1;
        return [.. bytes[..at], .. Enumerable.Repeat(bytes[at..(at + length)], times).SelectMany(b => b), .. bytes[at..]];
    }

    private byte[] ChangeNumber(byte[] bytes)
    {
        int from = Array.FindIndex(bytes, random.Next(bytes.Length), IsDigit);
        if (from < 0)
            return bytes;
        int to = Array.FindIndex(bytes, from, b => !IsDigit(b));
        return [.. bytes[..from], .. Numbers[random.Next(Numbers.Length)], .. to < 0 ? [] : bytes[to..]];
    }

    private byte[] Put(byte[] bytes, byte[] word, bool insert)
    {
        int at = random.Next(bytes.Length + 1),
            rest = insert ? at : Math.Min(bytes.Length, at + word.Length);
        return [.. bytes[..at], .. word, .. bytes[rest..]];
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';
}

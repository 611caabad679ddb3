using System.Buffers.Binary;

namespace MLNet.ConvExtensions.Tests.Mutation;

/// <summary>Damages files as bad disks, broken downloads and spiteful people do, from a seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] Telling = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    private readonly Random _random = new(seed);

    /// <summary>One to four kinds of damage, one after the other.</summary>
    public byte[] Damage(byte[] original)
    {
        byte[] bytes = [.. original];
        for (int i = _random.Next(1, 5); i > 0 && bytes.Length > 0; i--)
            bytes = DamageOnce(bytes);
        return bytes;
    }

    /// <summary>Damage within the chunks of a PNG file, whose checksums are then made right again so that it gets past the door.</summary>
    public byte[] DamageChunks(byte[] png)
    {
        byte[] bytes = [.. png];
        for (int i = _random.Next(1, 4); i > 0; i--)
            bytes[_random.Next(8, bytes.Length)] = Some();
        for (int at = 8; at + 12 <= bytes.Length; )
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            if (length < 0 || length > bytes.Length - at - 12)
                break;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at + 8 + length), Checksum(bytes.AsSpan(at + 4, 4 + length)));
            at += 12 + length;
        }

        return bytes;
    }

    private byte[] DamageOnce(byte[] bytes)
    {
        int at = _random.Next(bytes.Length),
            length = Math.Min(bytes.Length - at, _random.Next(1, 1 + _random.Next(1, 64)));
        switch (_random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = Some();
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4:
                var noise = new byte[length];
                _random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            case 5:
                bytes.AsSpan(at, length).Fill(Some());
                return bytes;
            case 6:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 7:
                bytes.AsSpan(at, length).CopyTo(bytes.AsSpan(_random.Next(bytes.Length - length + 1)));
                return bytes;
            default:
                // Headers are a small part of a file and the most telling one.
                bytes[_random.Next(Math.Min(64, bytes.Length))] = Some();
                return bytes;
        }
    }

    /// <summary>CRC-32 as PNG has it (ISO 3309).</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = ~0u;
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
                checksum = (checksum >> 1) ^ (0xEDB88320 & (0 - (checksum & 1)));
        }

        return ~checksum;
    }

    private byte Some() => _random.Next(2) == 0 ? Telling[_random.Next(Telling.Length)] : (byte)_random.Next(256);
}

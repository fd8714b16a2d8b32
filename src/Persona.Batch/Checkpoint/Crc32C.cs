using System.Buffers.Binary;
using System.Numerics;

namespace PersonaBatch;

/// <summary>The CRC-32C of RFC 3720, appendix B.4 (Castagnoli, initial value and final XOR all ones), so that any tool can check a line.</summary>
internal static class Crc32C
{
    /// <summary>Computes the checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    /// <summary>Goes on with a checksum that is not finished: it begins as all ones, and is inverted at the end.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}

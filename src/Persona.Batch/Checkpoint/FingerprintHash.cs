using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch;

/// <summary>What a line keeps of an item's content fingerprint: the first 64 bits of SHA-256 over its UTF-8, as sixteen hex digits. Stable for ever.</summary>
internal static class FingerprintHash
{
    /// <summary>Hashes a fingerprint; never 0, which stands for none.</summary>
    public static ulong Of(string fingerprint)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint), hash);
        return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(hash));
    }
}

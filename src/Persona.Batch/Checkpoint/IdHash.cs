using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>A keyed 128-bit hash of an id: SipHash-2-4 (Aumasson and Bernstein, 2012). The key is the batch's own, so that nobody can craft ids that collide.</summary>
/// <remarks>Half of it is in the indexes of segments; another one, of another seed, makes those useless and nothing else.</remarks>
internal static class IdHash
{
    /// <summary>Hashes an id, ordinally, under the seed of its batch.</summary>
    public static UInt128 Of(string id, ulong seed) => Of(id.AsSpan(), seed);

    /// <summary>Hashes an id, ordinally, under the seed of its batch.</summary>
    public static UInt128 Of(ReadOnlySpan<char> id, ulong seed) => SipHash(MemoryMarshal.AsBytes(id), seed, ~seed);

    /// <summary>The reference algorithm with its 128-bit result; the first eight output bytes are the lower half.</summary>
    internal static UInt128 SipHash(ReadOnlySpan<byte> bytes, ulong key0, ulong key1)
    {
        var state = new State(key0, key1);
        var last = (ulong)bytes.Length << 56;
        while (bytes.Length >= sizeof(ulong))
        {
            state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        state.Absorb(last);
        return state.Finish();
    }

    private struct State(ulong key0, ulong key1)
    {
        private ulong _v0 = key0 ^ 0x736f6d6570736575;
        private ulong _v1 = key1 ^ 0x646f72616e646f6d ^ 0xee;
        private ulong _v2 = key0 ^ 0x6c7967656e657261;
        private ulong _v3 = key1 ^ 0x7465646279746573;

        public void Absorb(ulong block)
        {
            _v3 ^= block;
            Rounds(2);
            _v0 ^= block;
        }

        public UInt128 Finish()
        {
            _v2 ^= 0xee;
            Rounds(4);
            var lower = _v0 ^ _v1 ^ _v2 ^ _v3;
            _v1 ^= 0xdd;
            Rounds(4);
            return new UInt128(upper: _v0 ^ _v1 ^ _v2 ^ _v3, lower);
        }

        private void Rounds(int count)
        {
            var (v0, v1, v2, v3) = (_v0, _v1, _v2, _v3);
            for (var i = 0; i < count; i++)
            {
                v0 += v1;
                v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
                v0 = BitOperations.RotateLeft(v0, 32);
                v2 += v3;
                v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
                v2 = BitOperations.RotateLeft(v2, 32);
            }

            (_v0, _v1, _v2, _v3) = (v0, v1, v2, v3);
        }
    }
}

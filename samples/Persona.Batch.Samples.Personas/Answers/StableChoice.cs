using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch.Samples.Personas;

/// <summary>Choices that depend on a text alone: the same on every machine and in every run.</summary>
/// <param name="text">What the choices depend on.</param>
internal sealed class StableChoice(string text)
{
    private readonly byte[] _hash = SHA512.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Chooses a number; the same purpose gives the same one again.</summary>
    /// <param name="purpose">Which of the sixteen independent choices, 0 to 15.</param>
    /// <param name="count">How many there are to choose from.</param>
    /// <returns>0 to <paramref name="count"/> - 1.</returns>
    public int Below(int purpose, int count) =>
        (int)(BinaryPrimitives.ReadUInt32LittleEndian(_hash.AsSpan(purpose * sizeof(uint))) % (uint)count);

    /// <summary>Chooses one of several.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="purpose">Which of the sixteen independent choices, 0 to 15.</param>
    /// <param name="from">The things to choose from.</param>
    /// <returns>One of them.</returns>
    public T Of<T>(int purpose, IReadOnlyList<T> from) => from[Below(purpose, from.Count)];
}

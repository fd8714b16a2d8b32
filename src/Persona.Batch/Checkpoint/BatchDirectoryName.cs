using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch;

/// <summary>Makes directory names of batch ids: any id gives a name that every file system takes, and no two ids give the same.</summary>
/// <remarks>An encoded id holds no <c>~</c>: what follows one is ours, as <c>~run-000001</c> (unnamed), <c>~1</c> (set aside), <c>~</c> and a hash (cut).</remarks>
internal static class BatchDirectoryName
{
    private const int LongestEncoded = 180;
    private const int KeptOfLong = 140;
    private const string RunSuffix = "~run-";

    private static readonly string[] ReservedByWindows = ["CON", "PRN", "AUX", "NUL"];
    private static readonly string[] NumberedByWindows = ["COM", "LPT"];

    /// <summary>Encodes an id: UTF-8 outside letters, digits, <c>_</c>, <c>-</c> and <c>.</c> as %XX, and so whatever a file system would not take as it is.</summary>
    public static string Encode(string batchId)
    {
        var encoded = new StringBuilder(batchId.Length + 16);
        var rest = batchId.AsSpan();
        Span<byte> utf8 = stackalloc byte[4];
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out var taken);
            if (status == System.Buffers.OperationStatus.Done)
            {
                AppendBytes(encoded, utf8[..rune.EncodeToUtf8(utf8)]);
            }
            else
            {
                // An unpaired surrogate has no UTF-8; its three bytes in the same pattern keep it apart from all others.
                AppendBytes(encoded, [(byte)(0xE0 | (rest[0] >> 12)), (byte)(0x80 | ((rest[0] >> 6) & 0x3F)), (byte)(0x80 | (rest[0] & 0x3F))]);
            }

            rest = rest[taken..];
        }

        GuardEnds(encoded);
        return encoded.Length <= LongestEncoded ? encoded.ToString() : $"{encoded.ToString(0, KeptOfLong)}~{HashOf(encoded.ToString())}";
    }

    /// <summary>Names one run of an unnamed batch.</summary>
    public static string OfRun(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}{RunSuffix}{number:d6}");

    /// <summary>Reads the number from a directory of an unnamed batch with the encoded name <paramref name="encoded"/>; 0 when it is not one.</summary>
    public static int RunNumber(string directory, string encoded) =>
        directory.StartsWith(encoded, StringComparison.Ordinal)
        && directory.AsSpan(encoded.Length).StartsWith(RunSuffix, StringComparison.Ordinal)
        && int.TryParse(directory.AsSpan(encoded.Length + RunSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static void AppendBytes(StringBuilder encoded, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'-' or (byte)'.')
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>No hidden directory, no parent directory, no name Windows trims or keeps for a device. The empty id has a name of its own.</summary>
    private static void GuardEnds(StringBuilder encoded)
    {
        if (encoded.Length == 0)
        {
            encoded.Append('%');
            return;
        }

        if (encoded[^1] == '.')
        {
            encoded.Length--;
            encoded.Append("%2E");
        }

        if (encoded[0] == '.')
        {
            encoded.Remove(0, 1).Insert(0, "%2E");
        }
        else if (IsDevice(encoded.ToString()))
        {
            var first = (int)encoded[0];
            encoded.Remove(0, 1).Insert(0, string.Create(CultureInfo.InvariantCulture, $"%{first:X2}"));
        }
    }

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0];
        return ReservedByWindows.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4 && char.IsAsciiDigit(stem[3]) && NumberedByWindows.Contains(stem[..3], StringComparer.OrdinalIgnoreCase));
    }

    private static string HashOf(string encoded) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(encoded)).AsSpan(0, 16));
}

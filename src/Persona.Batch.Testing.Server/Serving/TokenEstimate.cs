using System.Text;

namespace PersonaBatch.Testing;

/// <summary>Counts tokens without a tokenizer: one for four bytes of UTF-8, rounded up.</summary>
internal static class TokenEstimate
{
    public static int Of(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4;
}

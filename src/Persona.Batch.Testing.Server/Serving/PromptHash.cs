using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch.Testing;

/// <summary>Names a prompt by a hash of its roles and texts.</summary>
internal static class PromptHash
{
    public static string Of(IReadOnlyList<SimulatedMessage> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var message in messages)
        {
            // Zero bytes part the fields: they do not occur in roles.
            hash.AppendData(Encoding.UTF8.GetBytes($"{message.Role}\0{message.Content}\0"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}

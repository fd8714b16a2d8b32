using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Reads the key of <c>Authorization: Bearer</c>.</summary>
internal static class BearerKey
{
    private const string Bearer = "Bearer ";

    public static string? Of(IHeaderDictionary headers)
    {
        var value = headers.Authorization.ToString();
        return value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : null;
    }
}

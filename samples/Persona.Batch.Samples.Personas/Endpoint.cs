using Microsoft.Extensions.Configuration;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Personas;

/// <summary>Where the calls go, and the key they show there.</summary>
internal sealed class Endpoint
{
    /// <summary>The variable that holds the key.</summary>
    public const string KeyVariable = "OPENAI_API_KEY";

    private const string NoKey = "none"; // the SDK wants some text

    private Endpoint(string name, Uri address, string key)
    {
        Name = name;
        Address = address;
        Key = key;
    }

    /// <summary>Gets what it is called in the batch's fingerprint: what one made is never taken for another's.</summary>
    public string Name { get; }

    /// <summary>Gets whose limits it has; <see langword="null"/> leaves that to the client, who knows OpenAI's own address.</summary>
    public string? Provider { get; private init; }

    public Uri Address { get; }

    public string Key { get; }

    /// <summary>A provider within this process.</summary>
    /// <param name="server">The provider.</param>
    /// <returns>The endpoint.</returns>
    public static Endpoint Of(SimulatedServer server) => new("simulated", server.Endpoint, NoKey) { Provider = "openai" };

    /// <summary>Finds the key for an address; on this machine none is needed.</summary>
    /// <param name="address">Where the provider is, with <c>/v1</c>.</param>
    /// <param name="configuration">What holds the key.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="FormatException">There is no key.</exception>
    public static Endpoint Of(Uri address, IConfiguration configuration)
    {
        var key = configuration[KeyVariable]?.Trim();
        if (string.IsNullOrEmpty(key) && !address.IsLoopback)
        {
            throw new FormatException(
                $"{KeyVariable} is not set, and {address.Host} needs a key. Set it, or leave --base-url away to call the simulated server.");
        }

        return new Endpoint(address.Host, address, string.IsNullOrEmpty(key) ? NoKey : key);
    }
}

using Microsoft.Extensions.Configuration;

namespace PersonaBatch.Samples.Personas;

/// <summary>Where the calls go, and the key they show there.</summary>
internal sealed class Endpoint(Uri address, string key)
{
    /// <summary>The variable that holds the key.</summary>
    public const string KeyVariable = "OPENAI_API_KEY";

    private const string NoKey = "none"; // the SDK wants some text

    public Uri Address => address;

    public string Key => key;

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

        return new Endpoint(address, string.IsNullOrEmpty(key) ? NoKey : key);
    }
}

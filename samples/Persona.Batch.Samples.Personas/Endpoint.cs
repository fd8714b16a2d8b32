using Microsoft.Extensions.Configuration;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Personas;

/// <summary>Where the calls go, and the key they show there.</summary>
internal sealed class Endpoint
{
    private const string NoKey = "none"; // SDKs want some text

    private Endpoint(SampleProvider provider, string name, Uri address, string key)
    {
        Provider = provider;
        Name = name;
        Address = address;
        Key = key;
    }

    public SampleProvider Provider { get; }

    /// <summary>Gets what it is called in the batch's fingerprint: what one made is never taken for another's.</summary>
    public string Name { get; }

    /// <summary>Gets whose limits it has; <see langword="null"/> leaves that to the client, who knows OpenAI's own address.</summary>
    public string? LimitsOf => Provider == SampleProvider.OpenAI && !IsSimulated ? null : Provider.Name;

    public bool IsSimulated { get; private init; }

    public Uri Address { get; }

    public string Key { get; }

    /// <summary>Finds what the arguments mean: an address, or a provider whose key is there. Else it is simulated.</summary>
    /// <param name="arguments">Whom to call.</param>
    /// <param name="configuration">What holds the key.</param>
    /// <returns>The endpoint; <see langword="null"/> = one has to be simulated.</returns>
    /// <exception cref="FormatException">There is an address, and no key for it.</exception>
    public static Endpoint? Of(SampleArguments arguments, IConfiguration configuration) => arguments switch
    {
        { BaseUrl: { } address } => Of(arguments.CalledProvider, address, configuration),
        { Provider: { Address: { } own } provider, IsForSimulation: false } when KeyOf(provider, configuration) is not null => Of(provider, own, configuration),
        _ => null,
    };

    /// <summary>A provider within this process.</summary>
    /// <param name="server">It.</param>
    /// <param name="provider">Whose wire it is asked on.</param>
    /// <returns>The endpoint.</returns>
    public static Endpoint Of(SimulatedServer server, SampleProvider provider) =>
        new(provider, "simulated", server.EndpointOf(provider.Wire), NoKey) { IsSimulated = true };

    /// <summary>Finds the key for an address; on this machine none is needed.</summary>
    /// <param name="provider">Who is there.</param>
    /// <param name="address">Where it is, as its SDK wants it.</param>
    /// <param name="configuration">What holds the key.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="FormatException">There is no key.</exception>
    public static Endpoint Of(SampleProvider provider, Uri address, IConfiguration configuration)
    {
        var key = KeyOf(provider, configuration);
        return key is not null || provider.KeyVariable is null || address.IsLoopback
            ? new Endpoint(provider, address.Host, address, key ?? NoKey)
            : throw new FormatException(
                $"{provider.KeyVariable} is not set, and {address.Host} needs a key. Set it, or leave --base-url away to call the simulated server.");
    }

    /// <summary>Says for people whom it calls.</summary>
    public override string ToString() => !IsSimulated
        ? $"Calls {Provider.Name} at {Address.Host}."
        : $"Calls a simulated {Provider.Name} within this process: no key, no network, no cost. The real one is called with "
            + (Provider.KeyVariable is { } variable ? $"--provider {Provider.Name} and {variable}, or with --base-url." : $"--provider {Provider.Name} and --base-url.");

    private static string? KeyOf(SampleProvider provider, IConfiguration configuration) =>
        provider.KeyVariable is { } variable && configuration[variable]?.Trim() is { Length: > 0 } key ? key : null;
}

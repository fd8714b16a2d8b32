namespace PersonaBatch;

/// <summary>What a quota is known by: the name the user gave it, else the provider and the model.</summary>
/// <remarks>A limit of one model says nothing of another, so only a name joins them.</remarks>
internal readonly record struct QuotaKey(string? Name, string Provider, string Model)
{
    public static QuotaKey Of(string? name, string? provider, string? model) => name is null
        ? new QuotaKey(null, (provider ?? "").ToUpperInvariant(), (model ?? "").ToUpperInvariant())
        : new QuotaKey(name, "", "");
}

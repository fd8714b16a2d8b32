namespace PersonaBatch;

/// <summary>The limits that processors share: configured and learned, by quota name, or by provider and model. Holds no secret and no hash of one. Safe for concurrent use.</summary>
public sealed class ProviderQuotas
{
    /// <summary>Gets the limits of everything in this process that names no others. A container has its own.</summary>
    public static ProviderQuotas Shared { get; } = new();
}

namespace PersonaBatch.Samples.Personas;

/// <summary>Where somebody lives, and what people there are called.</summary>
/// <param name="Name">Town or region.</param>
/// <param name="Country">The country.</param>
/// <param name="Names">Names common there.</param>
internal sealed record Place(string Name, string Country, NamePool Names)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}, {Country}";
}

namespace PersonaBatch.Samples.Personas;

/// <summary>The answer to a <see cref="Brief"/>.</summary>
/// <param name="Name">Given and family name.</param>
/// <param name="Age">In years.</param>
/// <param name="Occupation">What they do.</param>
/// <param name="Location">Place and country.</param>
/// <param name="Summary">The brief in one sentence.</param>
/// <param name="Quote">What they might say.</param>
/// <param name="Goals">What they want, at least two.</param>
/// <param name="Frustrations">What stands in the way, at least one.</param>
/// <param name="Channels">Where they can be reached, two.</param>
internal sealed record Persona(
    string Name,
    int Age,
    string Occupation,
    string Location,
    string Summary,
    string Quote,
    IReadOnlyList<string> Goals,
    IReadOnlyList<string> Frustrations,
    IReadOnlyList<string> Channels);

namespace PersonaBatch.Samples.Personas;

/// <summary>One line of the output.</summary>
internal sealed record PersonaRecord(string Id, Persona Persona);

namespace PersonaBatch.AotHost;

internal sealed record Persona(string Name, int Letters);

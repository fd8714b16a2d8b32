namespace PersonaBatch.Testing;

/// <summary>The form of answer that was asked for. Nothing checks the answer against it.</summary>
/// <param name="Type"><c>text</c>, <c>json_object</c> or <c>json_schema</c>, whatever the wire calls it. A tool that must be called asks for JSON of its schema.</param>
/// <param name="Name">The schema's or the tool's name, if any.</param>
/// <param name="Schema">The schema as JSON text, if any.</param>
public sealed record SimulatedResponseFormat(string Type, string? Name = null, string? Schema = null);

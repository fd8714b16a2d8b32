namespace PersonaBatch.Samples.Personas;

/// <summary>Whom a persona shall stand for, in a few sentences.</summary>
/// <param name="Id">Its name in the input file, the checkpoint and the results.</param>
/// <param name="Text">The description, in any language.</param>
internal sealed record Brief(string Id, string Text);

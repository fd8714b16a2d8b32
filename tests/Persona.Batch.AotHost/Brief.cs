namespace PersonaBatch.AotHost;

internal sealed record Brief(string Id, string Text);

namespace PersonaBatch.Testing;

/// <summary>One message of a prompt.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c> and what else the caller sent.</param>
/// <param name="Content">The text; of a content in parts, its text parts joined.</param>
public sealed record SimulatedMessage(string Role, string Content);

namespace Anthropic.Exceptions;

/// <summary>Stands in for the SDK's own, which is known by its name.</summary>
internal sealed class AnthropicSseException(string message) : Exception(message);

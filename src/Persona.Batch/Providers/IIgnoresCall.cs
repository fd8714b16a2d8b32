namespace PersonaBatch;

/// <summary>Marks a provider that never looks at its <see cref="ProviderCall"/>, so that none need be made.</summary>
internal interface IIgnoresCall;

namespace PersonaBatch;

/// <summary>What a provider knows of its calls before it makes them. An <see cref="IBatchProvider{TItem, TResult}"/> may implement it too.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <remarks>Options and hooks that the user set come first. Read once when a run starts, but <see cref="EstimateTokens"/>: once for each item, on one pool thread.</remarks>
public interface ICallPlanner<in TItem>
{
    /// <summary>Gets the provider's name, such as <c>openai</c>; <see langword="null"/> = unknown.</summary>
    string? Provider { get; }

    /// <summary>Gets the model's name; <see langword="null"/> = unknown.</summary>
    string? Model { get; }

    /// <summary>Gets what else decides the answers, such as the system prompt: named parts of the batch's fingerprint.</summary>
    IReadOnlyDictionary<string, string> Fingerprint { get; }

    /// <summary>Estimates the tokens of one call.</summary>
    /// <param name="item">The item.</param>
    /// <returns>The input tokens, and the most output tokens the call can give; 0 output = no bound known.</returns>
    TokenUsage EstimateTokens(TItem item);
}

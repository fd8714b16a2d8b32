using System.Text.Json;

namespace PersonaBatch;

/// <summary>What tokens an item took, as its line says it.</summary>
internal struct JsonUsage
{
    private bool _isPresent;
    private TokenUsage _tokens;

    /// <summary>Gets the tokens; <see langword="null"/> when the line has none.</summary>
    public readonly TokenUsage? Value => _isPresent ? _tokens : null;

    /// <summary>Reads a field of this name; <see langword="false"/> when it is none of these.</summary>
    public bool TryRead(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        if (name.SequenceEqual("in"u8))
        {
            _isPresent = true;
            _tokens = _tokens with { InputTokens = JsonField.Whole(ref reader) };
        }
        else if (name.SequenceEqual("out"u8))
        {
            _tokens = _tokens with { OutputTokens = JsonField.Whole(ref reader) };
        }
        else if (name.SequenceEqual("cin"u8))
        {
            _tokens = _tokens with { CachedInputTokens = JsonField.Whole(ref reader) };
        }
        else if (name.SequenceEqual("cw"u8))
        {
            _tokens = _tokens with { CacheWriteTokens = JsonField.Whole(ref reader) };
        }
        else
        {
            return false;
        }

        return true;
    }
}

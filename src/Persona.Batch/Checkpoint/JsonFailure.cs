using System.Text.Json;

namespace PersonaBatch;

/// <summary>Why an item failed, as its line says it.</summary>
internal ref struct JsonFailure
{
    private bool _isPresent;
    private JsonSlice _message;
    private JsonSlice _code;
    private JsonSlice _text;
    private long? _httpStatus;
    private long? _retryAfterMs;

    /// <summary>Gets its class.</summary>
    public FailureClass Class { get; private set; }

    /// <summary>Reads the object that begins here. Unknown fields are ignored.</summary>
    public static JsonFailure Of(scoped ref Utf8JsonReader reader)
    {
        var failure = new JsonFailure { _isPresent = true };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            failure.Read(name, ref reader);
            reader.Skip();
        }

        return failure;
    }

    /// <summary>Makes the public failure; <see langword="null"/> when the line has none.</summary>
    public readonly BatchFailure? ToFailure() => !_isPresent ? null : new BatchFailure(Class, _message.Decode())
    {
        Code = _code.Decode(),
        StatusCode = (int?)_httpStatus,
        RetryAfter = _retryAfterMs is { } ms ? TimeSpan.FromTicks(Math.Clamp(ms, 0, long.MaxValue / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond) : null,
        ResponseText = _text.Decode(),
    };

    private void Read(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        if (name.SequenceEqual("class"u8))
        {
            Class = JsonField.ClassOf(ref reader);
        }
        else if (name.SequenceEqual("msg"u8))
        {
            _message = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("code"u8))
        {
            _code = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("text"u8))
        {
            _text = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("status"u8))
        {
            _httpStatus = JsonField.Small(ref reader);
        }
        else if (name.SequenceEqual("retry_after_ms"u8))
        {
            _retryAfterMs = JsonField.Whole(ref reader);
        }
    }
}

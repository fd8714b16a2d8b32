namespace PersonaBatch;

/// <summary>Corrects estimates by what providers report: estimates from characters are off by a factor of up to three.</summary>
/// <remarks>Sums over the calls so far, each forgotten by 2 % with every newer one. Not safe for concurrent use: its owner holds the lock.</remarks>
internal sealed class TokenEstimator
{
    /// <summary>What a call is taken to need, each way, while nothing at all is known.</summary>
    private const long Unknown = 1000;

    private const double Kept = 0.98;
    private const double LeastRatio = 0.2;
    private const double MostRatio = 5;

    private double _reports;
    private double _input;
    private double _output;
    private double _cached;
    private double _estimatedInput;
    private double _inputOfEstimated;

    /// <summary>The input tokens to reserve for a call.</summary>
    /// <param name="estimate">The user's or the provider's estimate; 0 = there is none.</param>
    public long Input(long estimate) => estimate > 0
        ? (long)Math.Ceiling(estimate * (_estimatedInput > 0 ? Math.Clamp(_inputOfEstimated / _estimatedInput, LeastRatio, MostRatio) : 1))
        : Mean(_input);

    /// <summary>The part of so many input tokens that does not come from the provider's cache.</summary>
    public long Uncached(long input) => (long)Math.Ceiling(input * (_input > 0 ? 1 - (_cached / _input) : 1));

    /// <summary>The output tokens an average call gives.</summary>
    public long Output() => Mean(_output);

    public void Learn(long estimatedInput, in TokenUsage usage)
    {
        _reports = (_reports * Kept) + 1;
        _input = (_input * Kept) + usage.InputTokens;
        _output = (_output * Kept) + usage.OutputTokens;
        _cached = (_cached * Kept) + Math.Min(usage.CachedInputTokens, usage.InputTokens);
        if (estimatedInput > 0)
        {
            _estimatedInput = (_estimatedInput * Kept) + estimatedInput;
            _inputOfEstimated = (_inputOfEstimated * Kept) + usage.InputTokens;
        }
    }

    private long Mean(double sum) => _reports > 0 ? (long)Math.Ceiling(sum / _reports) : Unknown;
}

namespace PersonaBatch.Testing;

/// <summary>Decides what comes out of a call and how long it takes.</summary>
internal sealed class Dice(SimulationOptions options)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public CallFate FateOf(string itemId, int call)
    {
        var draw = StableDraw.Uniform(options.Seed, itemId, call, DrawPurpose.Fate);
        return draw < options.HangRate ? CallFate.Hang
            : draw < options.HangRate + options.MalformedRate ? CallFate.Malformed
            : draw < options.HangRate + options.MalformedRate + options.ErrorRate ? CallFate.Error
            : CallFate.Answer;
    }

    public TimeSpan LatencyOf(string itemId, int call)
    {
        if (options.LatencySpread == 0)
        {
            return options.Latency;
        }

        var normal = StableDraw.Normal(options.Seed, itemId, call, DrawPurpose.LatencyRadius, DrawPurpose.LatencyAngle);
        var milliseconds = options.Latency.TotalMilliseconds * Math.Exp(options.LatencySpread * normal);
        return TimeSpan.FromMilliseconds(Math.Round(Math.Min(milliseconds, Longest.TotalMilliseconds)));
    }
}

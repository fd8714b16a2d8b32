namespace PersonaBatch.Testing;

/// <summary>Decides what comes out of a call and how long it takes.</summary>
/// <param name="seed">The seed of every draw.</param>
/// <param name="latency">The median time of a call.</param>
/// <param name="latencySpread">The standard deviation of the time's logarithm.</param>
/// <param name="shares">How many of the calls meet which fate; the rest is answered.</param>
internal sealed class Dice(int seed, TimeSpan latency, double latencySpread, params (CallFate Fate, double Rate)[] shares)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public CallFate FateOf(string itemId, int call)
    {
        var draw = StableDraw.Uniform(seed, itemId, call, DrawPurpose.Fate);
        var drawn = 0.0;
        foreach (var (fate, rate) in shares)
        {
            drawn += rate;
            if (draw < drawn)
            {
                return fate;
            }
        }

        return CallFate.Answer;
    }

    public TimeSpan LatencyOf(string itemId, int call)
    {
        if (latencySpread == 0)
        {
            return latency;
        }

        var normal = StableDraw.Normal(seed, itemId, call, DrawPurpose.LatencyRadius, DrawPurpose.LatencyAngle);
        var milliseconds = latency.TotalMilliseconds * Math.Exp(latencySpread * normal);
        return TimeSpan.FromMilliseconds(Math.Round(Math.Min(milliseconds, Longest.TotalMilliseconds)));
    }
}

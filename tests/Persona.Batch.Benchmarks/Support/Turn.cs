namespace PersonaBatch.Benchmarks;

/// <summary>One contender's part in each round.</summary>
/// <param name="Contender">Who runs.</param>
/// <param name="Load">As many items as its time allows.</param>
/// <param name="Every">In which rounds it runs: those that take long run in fewer.</param>
internal sealed record Turn(IContender Contender, Load Load, int Every)
{
    private const int LeastPerSlot = 4;
    private const int Longest = 4;

    /// <summary>Runs until the code is compiled for good, and finds out how many items take so long.</summary>
    public static async Task<Turn> WarmUpAsync(IContender contender, Load load, TimeSpan length)
    {
        var least = LeastPerSlot * load.InFlight;
        var turn = new Turn(contender, load with { Items = Math.Max(least, load.Items / 100) }, Every: 1);
        for (var i = 0; i < 3; i++)
        {
            var perItem = await turn.MeasureAsync();
            var items = (int)Math.Min(load.Items, length.TotalNanoseconds / perItem);
            var expected = Math.Max(least, items) * perItem / length.TotalNanoseconds;
            turn = turn with { Load = load with { Items = Math.Max(least, items) }, Every = Math.Max(1, (int)(expected / Longest)) };
            if (turn.Every > 1)
            {
                break;
            }
        }

        return turn;
    }

    /// <returns>The processor time of the process for each item, in nanoseconds.</returns>
    public async Task<double> MeasureAsync()
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        await Contender.RunAsync(Load);
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / Load.Items;
    }
}

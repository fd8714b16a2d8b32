namespace PersonaBatch.Benchmarks;

/// <summary>One contender's part in each round: as many items as its time allows.</summary>
internal sealed class Turn
{
    /// <summary>In which rounds it runs: those that take long run in fewer.</summary>
    public const string Every = "every";

    private const int LeastPerSlot = 4;
    private const int Longest = 4;
    private const int LeastPasses = 4;
    private const int MostPasses = 12;
    private const double Settled = 0.95;

    private readonly IContender _contender;
    private readonly TimeSpan _length;
    private readonly int _least;
    private readonly int _most;

    private Load _load;
    private int _every = 1;

    private Turn(IContender contender, Load load, TimeSpan length)
    {
        _contender = contender;
        _length = length;
        _least = LeastPerSlot * load.InFlight;
        _most = load.Items;
        _load = load with { Items = Math.Max(_least, load.Items / 100) };
    }

    /// <summary>Runs until the code is compiled for good, and finds out how many items take so long.</summary>
    public static async Task<Turn> WarmUpAsync(IContender contender, Load load, TimeSpan length)
    {
        var turn = new Turn(contender, load, length);
        var before = double.MaxValue;
        for (var pass = 0; pass < MostPasses && turn._every == 1; pass++)
        {
            var perItem = await turn.NanosecondsAsync();
            if (pass >= LeastPasses && perItem > before * Settled)
            {
                break;
            }

            before = perItem;
            turn.Resize(perItem);
        }

        return turn;
    }

    /// <returns>The processor time of the process for each item, in nanoseconds, and the rounds it runs in.</returns>
    public async Task<Rounds> MeasureAsync()
    {
        var rounds = new Rounds();
        rounds.Add(_contender.Name, await NanosecondsAsync());
        rounds.Add(Every, _every);
        return rounds;
    }

    private async Task<double> NanosecondsAsync()
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        await _contender.RunAsync(_load);
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / _load.Items;
    }

    private void Resize(double perItem)
    {
        var items = Math.Clamp((int)Math.Min(_most, _length.TotalNanoseconds / perItem), _least, Math.Max(_least, _most));
        _load = _load with { Items = items };
        _every = Math.Max(1, (int)(items * perItem / _length.TotalNanoseconds / Longest));
    }
}

namespace PersonaBatch.Tests.Support;

/// <summary>A batch whose items take random times, give answers of random sizes, and fail for good now and then; all of it follows from the seed.</summary>
internal sealed class DiskWorkload
{
    private readonly Dictionary<string, (TimeSpan Latency, int Size, bool Fails)> _items = new(StringComparer.Ordinal);

    public DiskWorkload(int seed, int items = 16)
    {
        Seed = seed;
        var random = new Random(seed);
        Workers = random.Next(1, 6);
        Interval = random.Next(1, 5);
        SegmentBytes = random.Next(2) == 0 ? 4096 : 64 << 20;
        for (var item = 0; item < items; item++)
        {
            _items.Add($"item-{item}", (TimeSpan.FromMilliseconds(random.Next(50, 500)), random.Next(4) == 0 ? random.Next(9000) : random.Next(200), random.Next(8) == 0));
        }
    }

    public int Seed { get; }

    public int Workers { get; }

    public int Interval { get; }

    /// <summary>Gets how long a segment grows: it ends after a few items, or never.</summary>
    public int SegmentBytes { get; }

    public IReadOnlyCollection<string> Items => _items.Keys;

    /// <summary>How many calls one crash may repeat.</summary>
    public int MostRepeated => Interval + Workers;

    /// <summary>What a call gives in one life of the batch; the text says which.</summary>
    public ScriptedAnswer AnswerTo(string item, int life)
    {
        var (latency, size, fails) = _items[item];
        var text = $"{item} in life {life} {new string('x', size)}";
        return fails
            ? new ScriptedAnswer { Failure = new BatchFailure(FailureClass.InvalidRequest, text), Latency = latency }
            : new ScriptedAnswer { Value = text, Latency = latency };
    }
}

using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>One random run in virtual time: faults, limits, pauses, changes and an ending, with everything that must hold.</summary>
internal sealed record Schedule(Shape Shape, EndBy Ending, int EndAfter, Intervention[] Interventions, double FaultRate, uint Seed)
{
    private const string BadItem = "item-7";

    private static readonly FailureClass[] Faults =
    [
        FailureClass.RateLimited, FailureClass.ConcurrencyLimited, FailureClass.Overloaded, FailureClass.ServerError, FailureClass.Network,
        FailureClass.Timeout, FailureClass.InvalidResponse, FailureClass.InvalidRequest, FailureClass.Unknown, FailureClass.Local,
    ];

    private readonly HashSet<string> _answered = [];
    private readonly List<string> _broken = [];

    private VirtualBatch _batch = null!;
    private int _limit;

    /// <summary>Runs it and looks at everything it promises.</summary>
    /// <returns>Its calls, to be compared with those of the same schedule run again.</returns>
    public async Task<IReadOnlyList<ScriptedCall>> CheckAsync()
    {
        _answered.Clear();
        _batch = NewBatch();
        _limit = Shape.Workers;
        EndedRun run = null!;
        await _batch.Time.RunAsync(async () =>
        {
            run = await EndedRun.OfAsync(_batch, Source(), Ending, EndAfter, new() { Ordered = Shape.Ordered }, InterveneAsync);
            _batch.Time.NextDue().Should().BeNull("no timer is left");
        });

        _broken.Should().BeEmpty();
        _batch.Provider.InFlight.Should().Be(0);
        CheckCounts(run);
        CheckOutcomes(run);
        return _batch.Provider.Calls;
    }

    public override string ToString() =>
        $"{Shape}, ended by {Ending} after {EndAfter}, {string.Join(", ", (object[])Interventions)}, faults {FaultRate} of seed {Seed}";

    private void CheckCounts(EndedRun run)
    {
        var counts = run.Summary.Counts;
        (counts.Succeeded + counts.Failed + counts.Skipped + counts.Aborted).Should().Be(counts.Accepted);
        if (Ending == EndBy.Itself)
        {
            counts.Should().Match<BatchCounts>(all => all.Accepted == Shape.Items && all.Aborted == 0);
            run.Summary.Termination.Should().Be(BatchTermination.Completed);
        }
    }

    private void CheckOutcomes(EndedRun run)
    {
        var indexes = run.Outcomes.Select(static outcome => outcome.Index).ToList();
        indexes.Should().OnlyHaveUniqueItems();
        if (Ending is not EndBy.Break)
        {
            indexes.Should().HaveCount((int)run.Summary.Counts.Accepted);
        }

        if (Shape.Ordered)
        {
            indexes.Should().BeInAscendingOrder();
        }

        run.Outcomes.Should().NotContain(static outcome => outcome.Attempts > 3);
        _batch.Provider.Calls.CountBy(static call => call.Item).Should().NotContain(static calls => calls.Value > 3 + (3 * RetryPolicy.MostRefusals));
    }

    private VirtualBatch NewBatch() => new(Answer)
    {
        Options =
        {
            MaxFailureRate = null,
            Concurrency = { MaxWorkers = Shape.Workers },
            Processing = { Mode = Shape.Mode, ChunkSize = Shape.Chunk },
            Timeouts = { Batch = Ending == EndBy.Deadline ? TimeSpan.FromSeconds(EndAfter + 1) : null },
        },
    };

    private IEnumerable<string> Source()
    {
        foreach (var item in VirtualBatch.Items(Shape.Items))
        {
            if (Ending == EndBy.Source && item == BadItem)
            {
                throw new FormatException("the source is bad");
            }

            yield return item;
        }
    }

    /// <summary>Pauses, resumes and changes the run, one after the other.</summary>
    private async Task InterveneAsync(BatchRun run)
    {
        foreach (var (isPause, seconds, workers) in Interventions)
        {
            await _batch.WaitAsync(seconds);
            if (isPause)
            {
                run.Pause();
                await _batch.WaitAsync(workers);
                run.Resume();
            }
            else
            {
                _limit = Math.Max(_limit, workers); // a rise holds at once, a fall when it was asked for
                run.Change(limits => limits.MaxWorkers = workers);
                _limit = workers;
            }
        }
    }

    private ScriptedAnswer Answer(string item, int number)
    {
        if (_batch.Provider.InFlight > _limit)
        {
            _broken.Add($"{_batch.Provider.InFlight} calls in flight at a limit of {_limit}");
        }

        if (_answered.Contains(item))
        {
            _broken.Add($"{item} was answered and called again");
        }

        var answer = Draw(item, number);
        if (answer.Failure is null)
        {
            _answered.Add(item);
        }

        return answer;
    }

    private ScriptedAnswer Draw(string item, int number)
    {
        if (Ending == EndBy.FailedFast && item == BadItem)
        {
            return FailureClass.Unauthorized;
        }

        var index = long.Parse(item.AsSpan("item-".Length), System.Globalization.CultureInfo.InvariantCulture);
        var latency = TimeSpan.FromSeconds(0.1 + (5 * Jitter.Next(Seed + 1, index, number)));
        return Jitter.Next(Seed, index, number) < FaultRate
            ? new ScriptedAnswer { Failure = new(Faults[(int)(Jitter.Next(Seed + 2, index, number) * Faults.Length)]), Latency = latency }
            : ScriptedAnswer.Ok with { Latency = latency };
    }
}

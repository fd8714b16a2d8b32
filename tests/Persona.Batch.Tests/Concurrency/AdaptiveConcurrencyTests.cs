using CsCheck;

namespace PersonaBatch.Tests.Concurrency;

public sealed class AdaptiveConcurrencyTests
{
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(1);

    private readonly AdaptiveConcurrency _sut = new(new ConcurrencyOptions { MinWorkers = 2, MaxWorkers = 8 });

    [Fact]
    public void Limit_AtFirst_IsTheMinimum() => _sut.Limit.Should().Be(2);

    [Fact]
    public void Record_NineFastSuccesses_ChangeNothing()
    {
        Record(9, null, Fast);

        _sut.Limit.Should().Be(2);
    }

    [Fact]
    public void Record_TheTenthFastSuccessAndEachMore_AddOne()
    {
        Record(12, null, Fast);

        _sut.Limit.Should().Be(5);
    }

    [Fact]
    public void Record_SuccessesForEver_StopAtTheMaximum()
    {
        Record(100, null, Fast);

        _sut.Limit.Should().Be(8);
    }

    [Fact]
    public void Record_FailuresForEver_StopAtTheMinimum()
    {
        Record(30, null, Fast);
        Record(30, FailureClass.ServerError, Fast);

        _sut.Limit.Should().Be(2);
    }

    [Fact]
    public void Record_FewerSuccessesThanTheDecreaseThreshold_TakesTwoAway()
    {
        Record(20, null, Fast);
        Record(5, FailureClass.RateLimited, Fast); // the fifth leaves 15 of 20

        _sut.Limit.Should().Be(6);
    }

    [Fact]
    public void Record_BetweenTheThresholds_KeepsTheLimit()
    {
        Record(20, null, Fast);
        Record(3, FailureClass.ServerError, Fast);

        _sut.Limit.Should().Be(8);
    }

    [Fact]
    public void Record_SlowerThanTheTarget_KeepsTheLimit()
    {
        Record(20, null, TimeSpan.FromSeconds(6));

        _sut.Limit.Should().Be(2);
    }

    [Fact]
    public void Record_MeanAboveTwiceTheTarget_TakesTwoAway()
    {
        Record(20, null, Fast);
        Record(1, null, TimeSpan.FromSeconds(182)); // a mean of 10.05 s

        _sut.Limit.Should().Be(6);
    }

    [Fact]
    public void Record_LocalFailures_SayNothingOfTheProvider()
    {
        Record(20, null, Fast);
        Record(20, FailureClass.Local, Fast);

        _sut.Limit.Should().Be(8);
    }

    [Fact]
    public void Record_NegativeLatency_IsRefused()
    {
        var recording = () => _sut.Record(null, TimeSpan.FromTicks(-1));

        recording.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("latency");
    }

    [Fact]
    public void Record_AnyAnswers_MovesAsTheRuleIsWritten() => Gen.Select(Gen.Int[1, 3], Gen.Int[3, 30], Gen.Select(Gen.Double[0, 1], Gen.Double[0, 15]).Array[0, 200]).Sample((least, most, answers) =>
    {
        var sut = new AdaptiveConcurrency(new ConcurrencyOptions { MinWorkers = least, MaxWorkers = most });
        var rule = new WrittenRule(least, most);
        foreach (var (luck, seconds) in answers)
        {
            var succeeds = luck < 0.88;
            sut.Record(succeeds ? null : FailureClass.ServerError, TimeSpan.FromSeconds(seconds));
            rule.RecordResult(succeeds, seconds);
            sut.Limit.Should().Be(rule.Current);
        }
    });

    private void Record(int answers, FailureClass? failure, TimeSpan latency)
    {
        for (var answer = 0; answer < answers; answer++)
        {
            _sut.Record(failure, latency);
        }
    }

    /// <summary>The rule as its authors wrote it: two queues of 20, read anew each time.</summary>
    private sealed class WrittenRule
    {
        private const double TargetLatency = 5;

        private readonly int _minWorkers;
        private readonly int _maxWorkers;
        private readonly Queue<bool> _successWindow = new();
        private readonly Queue<double> _latencyWindow = new();

        public WrittenRule(int minWorkers, int maxWorkers)
        {
            _minWorkers = minWorkers;
            _maxWorkers = maxWorkers;
            Current = minWorkers;
        }

        public int Current { get; private set; }

        public void RecordResult(bool success, double latency)
        {
            _successWindow.Enqueue(success);
            _latencyWindow.Enqueue(latency);
            if (_successWindow.Count > 20)
            {
                _successWindow.Dequeue();
                _latencyWindow.Dequeue();
            }

            Adjust();
        }

        private void Adjust()
        {
            if (_successWindow.Count < 10)
            {
                return;
            }

            var successRate = _successWindow.Count(static success => success) / (double)_successWindow.Count;
            var averageLatency = _latencyWindow.Average();
            if (successRate > 0.9 && averageLatency < TargetLatency)
            {
                Current = Math.Min(Current + 1, _maxWorkers);
            }
            else if (successRate < 0.8 || averageLatency > TargetLatency * 2)
            {
                Current = Math.Max(Current - 2, _minWorkers);
            }
        }
    }
}

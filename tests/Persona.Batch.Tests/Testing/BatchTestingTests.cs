using PersonaBatch.Testing;

namespace PersonaBatch.Tests.Testing;

public sealed class BatchTestingTests
{
    [Fact]
    public void Success_OfAnItem_TakesItsTextAsId()
    {
        var outcome = BatchTesting.Success(1.5, "one and a half");

        outcome.IsSuccess.Should().BeTrue();
        (outcome.Id, outcome.Item, outcome.Value, outcome.Attempts).Should().Be(("1.5", 1.5, "one and a half", 1));
    }

    [Fact]
    public void Success_OfNull_HasAnEmptyId() => BatchTesting.Success<string?, int>(null, 1).Id.Should().BeEmpty();

    [Fact]
    public void Failure_OfAnItem_HasItsReason()
    {
        var why = new BatchFailure(FailureClass.TooLarge);

        var outcome = BatchTesting.Failure<string, int>("Paris", why);

        (outcome.IsSuccess, outcome.Status, outcome.Id, outcome.Failure).Should().Be((false, ItemStatus.Failed, "Paris", why));
    }

    [Fact]
    public void Result_OfOutcomes_CountsThem()
    {
        var result = BatchTesting.Result(
            BatchTesting.Success("Paris", 1),
            BatchTesting.Failure<string, int>("Oslo", new BatchFailure(FailureClass.TooLarge)),
            BatchTesting.Failure<string, int>("Rome", new BatchFailure(FailureClass.TooLarge)));

        result.Counts.Should().Be(new BatchCounts(3, 1, 2, 0, 0, 0));
        result.FailuresByClass.Should().Equal(new Dictionary<FailureClass, long> { [FailureClass.TooLarge] = 2 });
        result.Values.Should().Equal(1);
    }

    [Fact]
    public void Result_OfOutcomes_NumbersThemByPosition()
    {
        var result = BatchTesting.Result(BatchTesting.Success("Paris", 1), BatchTesting.Success("Oslo", 2));

        result.Outcomes.Select(outcome => (outcome.Id, outcome.Index, outcome.Sequence)).Should().Equal(("Paris", 0, 1), ("Oslo", 1, 2));
    }

    [Fact]
    public void Result_WithoutAborted_IsCompleted()
    {
        var result = BatchTesting.Result(BatchTesting.Success("Paris", 1));

        result.Termination.Should().Be(BatchTermination.Completed);
        result.Invoking(all => all.EnsureAllSucceeded()).Should().NotThrow();
    }

    [Fact]
    public void Result_WithAnAborted_IsStopped()
    {
        var aborted = new ItemOutcome<string, int> { Id = "Rome", Index = 0, Item = "Rome", Status = ItemStatus.Aborted, Failure = new(FailureClass.Local) };

        var result = BatchTesting.Result(BatchTesting.Success("Paris", 1), aborted);

        (result.Termination, result.Counts.Aborted).Should().Be((BatchTermination.Stopped, 1));
        result.Invoking(all => all.EnsureCompleted()).Should().Throw<BatchIncompleteException>();
    }

    [Fact]
    public void Result_OfOutcomesWithUsage_SumsIt()
    {
        ItemOutcome<string, int> Used(string id, long tokens, decimal? costUsd) => new()
        {
            Id = id,
            Index = 0,
            Item = id,
            Status = ItemStatus.Succeeded,
            Usage = new TokenUsage(tokens, 1),
            CostUsd = costUsd,
        };

        var result = BatchTesting.Result(Used("Paris", 10, 0.5m), Used("Oslo", 20, null));

        (result.Usage, result.CostUsd).Should().Be((new TokenUsage(30, 2), 0.5m));
    }
}

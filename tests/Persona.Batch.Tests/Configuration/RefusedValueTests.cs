namespace PersonaBatch.Tests.Configuration;

public sealed class RefusedValueTests
{
    public static TheoryData<string, string?, string> Wrong => new()
    {
        { "processing:chunk_size", "ten", "must be a whole number, was 'ten'" },
        { "processing:chunk_size", "", "must be a whole number, was empty" },
        { "processing:chunk_size", "99999999999", "must be a whole number, was '99999999999'" },
        { "Processing:Mode", "fast", "must be one of adaptive, fixed, backpressure, was 'fast'" },
        { "processing:mode", "1", "must be one of adaptive, fixed, backpressure, was '1'" },
        { "processing:mode", "fixed, adaptive", "must be one of adaptive, fixed, backpressure, was 'fixed, adaptive'" },
        { "retry:retryable_errors:0", "rate_limits", "must be one of rate_limit, timeout, server_error, invalid_response, unknown, was 'rate_limits'" },
        { "processing:checkpoint:enabled", "yes", "must be true or false, was 'yes'" },
        { "concurrency:success_threshold", "90%", "must be a number such as 0.9, was '90%'" },
        { "prices:m:input_per_million", "$1", "must be a number such as 0.15, was '$1'" },
        { "providers:openai:backoff_multiplier", "two", "must be a number such as 0.9, was 'two'" },
        { "timeouts:drain", "20", "must be a time as hours:minutes:seconds, such as 00:00:20, was '20'" },
        { "timeouts:drain", "20s", "must be a time as hours:minutes:seconds, such as 00:00:20, was '20s'" },
        { "retry", "3", "must be a section with max_attempts, backoff_base, max_honored_retry_after, retryable_errors, was '3'" },
        { "retry:retryable_errors", "timeout", "must be a list, was 'timeout'" },
        { "providers:openai", "fast", "must be a section with quota, max_concurrent, requests_per_minute, tokens_per_minute, input_tokens_per_minute, output_tokens_per_minute, requests_per_day, backoff_multiplier, was 'fast'" },
        { "providers", "openai", "must be a section with an entry for each name, was 'openai'" },
        { "processing:chunk_size", "0", "must be 1 to 10000, was 0" },
        { "concurrency:max_workers", "0", "must be 1 to 10000, was 0" },
        { "concurrency:MIN_WORKERS", "21", "must be 1 to MaxWorkers (20), was 21" },
        { "providers:OPENAI:REQUESTSPERMINUTE", "0", "must be 1 to 1000000000, was 0" },
        { "providers:openai:quota", "", "must be 1 to 200 characters, none of them a control character, was ''" },
        { "timeouts:attempt", "00:00:00", "must be above zero and at most 24.00:00:00, was 00:00:00" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Bind_WrongValue_NamesPathAsWrittenAllowedAndFound(string key, string? value, string fault) =>
        BoundOptions.Faults((key, value)).Should().Equal($"batch:{key}: {fault}");

    [Fact]
    public void Bind_SectionWhereAValueBelongs_IsRefused() =>
        BoundOptions.Faults(("processing:chunk_size:most", "5")).Should().Equal("batch:processing:chunk_size: must be one value, was a section or a list");

    [Fact]
    public void Bind_OneWrongNameInAList_IsRefusedWithItsPlace() =>
        BoundOptions.Faults(("retry:retryable_errors:0", "timeout"), ("retry:retryable_errors:1", "oops"))
            .Should().ContainSingle().Which.Should().StartWith("batch:retry:retryable_errors:1: must be one of rate_limit, ").And.EndWith("was 'oops'");

    [Fact]
    public void Bind_ALongValue_IsShownInPart() =>
        BoundOptions.Faults(("processing:chunk_size", new string('x', 5000))).Should().ContainSingle().Which.Length.Should().BeLessThan(200);

    [Fact]
    public void Validate_ValueThatCodeSet_KeepsThePathOfTheOption()
    {
        var configuration = BoundOptions.Sources([("concurrency:max_workers", "5"), ("retry:max_attempts", "0")]);

        BoundOptions.Faults(() => BoundOptions.Of(configuration, static options => options.Concurrency.MaxWorkers = 0))
            .Should().BeEquivalentTo("Concurrency.MaxWorkers: must be 1 to 10000, was 0", "batch:retry:max_attempts: must be 1 to 100, was 0");
    }

    [Fact]
    public void Validate_ValueThatCodeMended_IsGood()
    {
        var configuration = BoundOptions.Sources([("concurrency:min_workers", "30")]);

        BoundOptions.Of(configuration, static options => options.Concurrency.MaxWorkers = 40).Concurrency.MinWorkers.Should().Be(30);
    }
}

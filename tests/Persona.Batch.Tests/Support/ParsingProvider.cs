namespace PersonaBatch.Tests.Support;

/// <summary>Gives every item the same raw answer, reports it, and parses it as the test says; reads kept ones by the same parser.</summary>
internal sealed class ParsingProvider(Func<string, int> parse) : IBatchProvider<string, int>, IAnswerReader<string, int>
{
    private readonly Lock _gate = new();
    private readonly List<(string Item, BatchFailure? Previous)> _calls = [];

    public string Raw { get; init; } = "n = 7";

    public TokenUsage Usage { get; init; } = new(1_000_000, 0);

    public IReadOnlyList<(string Item, BatchFailure? Previous)> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public ValueTask<int> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _calls.Add((item, call.PreviousFailure));
        }

        call.ReportUsage(Usage);
        call.ReportResponseText(Raw);
        return ValueTask.FromResult(parse(Raw));
    }

    public int ReadAnswer(string item, BatchFailure failure) => parse(failure.ResponseText!);
}

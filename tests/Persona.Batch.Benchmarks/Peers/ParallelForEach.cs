namespace PersonaBatch.Benchmarks;

/// <summary><c>Parallel.ForEachAsync</c>: the framework's own loop, with none of our features.</summary>
/// <param name="takesAnswers">Whether it does anything with the answers; without, its body is the bare call.</param>
internal sealed class ParallelForEach(bool takesAnswers = true) : IContender
{
    private long _sum;

    public string Name => takesAnswers ? "Parallel.ForEachAsync" : "Parallel.ForEachAsync that drops its answers";

    public Task RunAsync(Load load, CancellationToken cancellationToken = default)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = load.InFlight, CancellationToken = cancellationToken };
        Func<int, CancellationToken, ValueTask> body = takesAnswers ? TakeAsync : DropAsync;
        return load.SlowSource is { } items
            ? Parallel.ForEachAsync(items(load.Items), options, body)
            : Parallel.ForEachAsync(load.Range, options, body);

        async ValueTask TakeAsync(int item, CancellationToken token)
        {
            var answer = await load.Call(item, token);
            Interlocked.Add(ref _sum, answer);
        }

        // The call's own task is the body's: no state machine between them.
        ValueTask DropAsync(int item, CancellationToken token)
        {
            var answer = load.Call(item, token);
            return answer.IsCompletedSuccessfully ? default : new ValueTask(answer.AsTask());
        }
    }
}

using Polly;
using Polly.Retry;

namespace PersonaBatch;

/// <summary>Waits between the attempts of failed items, detached from any worker: a waiting item holds nothing but its place in memory.</summary>
/// <remarks>Entered only after a failed first attempt, because a pipeline around every call would cost more than the engine itself.</remarks>
internal sealed class RetryFlow(TimeProvider timeProvider)
{
    private readonly ResiliencePipeline<RetryStep> _pipeline = new ResiliencePipelineBuilder<RetryStep> { TimeProvider = timeProvider }
        .AddRetry(new RetryStrategyOptions<RetryStep>
        {
            MaxRetryAttempts = int.MaxValue, // the policy's caps are per class: each step says whether there is another
            ShouldHandle = static arguments => new ValueTask<bool>(arguments.Outcome.Result.Again),
            DelayGenerator = static arguments => new ValueTask<TimeSpan?>(arguments.Outcome.Result.Wait),
        })
        .Build();

    /// <summary>Follows one item from its first failure to its end.</summary>
    /// <param name="item">The item.</param>
    /// <param name="first">How its first attempt ended.</param>
    /// <param name="stopWaiting">Fires when the run ends.</param>
    public async Task RunAsync(IRetriedItem item, RetryStep first, CancellationToken stopWaiting)
    {
        var context = ResilienceContextPool.Shared.Get(stopWaiting);
        var outcome = await _pipeline.ExecuteOutcomeAsync(
            static async (_, flow) => Outcome.FromResult(await flow.NextAsync().ConfigureAwait(false)),
            context,
            new Flow(item, first)).ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);

        // The only exception there can be: the delay was cancelled.
        if (outcome.Exception is not null)
        {
            item.WaitWasCut();
        }
    }

    /// <summary>Replays the first attempt, which was made outside, then makes real ones.</summary>
    private sealed class Flow(IRetriedItem item, RetryStep first)
    {
        private RetryStep? _first = first;

        public ValueTask<RetryStep> NextAsync()
        {
            if (_first is not { } replayed)
            {
                return new ValueTask<RetryStep>(item.AttemptAgainAsync());
            }

            _first = null;
            return new ValueTask<RetryStep>(replayed);
        }
    }
}

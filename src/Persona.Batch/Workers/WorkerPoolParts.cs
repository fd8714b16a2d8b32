using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>What a pool of workers is made of.</summary>
internal sealed record WorkerPoolParts<TItem, TResult>(
    Lock Gate,
    RunSettings Settings,
    BackpressureQueue<TItem> Queue,
    AttemptJudge<TItem, TResult> Judge,
    StartedCalls? Started,
    IOutcomeTaker<TItem, TResult> Taker,
    Func<Action, ProviderOrder<TItem, TResult>> JoinProviders,
    StopRules StopRules,
    IRunEvents Events,
    TimeProvider TimeProvider,
    ILogger Logger,
    ulong Seed);

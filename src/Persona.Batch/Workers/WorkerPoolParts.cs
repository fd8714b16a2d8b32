using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>What a pool of workers is made of.</summary>
internal sealed record WorkerPoolParts<TItem, TResult>(
    Lock Gate,
    RunSettings Settings,
    BackpressureQueue<TItem> Queue,
    ProviderCaller<TItem, TResult> Caller,
    AttemptJudge<TItem, TResult> Judge,
    StartedCalls? Started,
    IOutcomeTaker<TItem, TResult> Taker,
    IConcurrencyControl Concurrency,
    Func<Action, ThrottleSeat> JoinThrottle,
    StopRules StopRules,
    IRunEvents Events,
    TimeProvider TimeProvider,
    ILogger Logger,
    ulong Seed);

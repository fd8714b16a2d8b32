namespace PersonaBatch;

/// <summary>Who is alive, who is just starting, and who waits to be used again.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class WorkerCrew<TItem, TResult>(ActiveCalls<TItem, TResult> active, Func<Worker<TItem, TResult>> hire)
{
    private readonly Stack<Worker<TItem, TResult>> _idle = new();
    private readonly int _mostStarting = Environment.ProcessorCount;

    private int _starting;

    /// <summary>Gets a value indicating whether one more may start: those that are starting first show that their calls leave the thread.</summary>
    public bool MayStart => _starting < _mostStarting && active.Count < Limit;

    public bool IsWithinLimit => active.Count <= Limit;

    /// <summary>Gets a value indicating whether somebody is about to look for work.</summary>
    public bool IsStarting => _starting > 0;

    /// <summary>Gets or sets how many may be alive. Lowered, those too many retire after their call.</summary>
    public int Limit { get; set; }

    public Worker<TItem, TResult> Start()
    {
        var worker = _idle.TryPop(out var idle) ? idle : hire();
        worker.IsStarting = true;
        _starting++;
        active.Add(worker);
        return worker;
    }

    public void HasStarted(Worker<TItem, TResult> worker)
    {
        if (worker.IsStarting)
        {
            worker.IsStarting = false;
            _starting--;
        }
    }

    /// <summary>Lets a worker go until there is work again.</summary>
    public void Retire(Worker<TItem, TResult> worker)
    {
        Dismiss(worker);
        _idle.Push(worker);
    }

    /// <summary>Lets a worker go for good: its call never came back.</summary>
    public void Dismiss(Worker<TItem, TResult> worker)
    {
        HasStarted(worker);
        active.Remove(worker);
    }
}

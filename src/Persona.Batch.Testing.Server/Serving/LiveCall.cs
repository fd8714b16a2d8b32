using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace PersonaBatch.Testing;

/// <summary>One call on its way through the server. It belongs to one task, and ends once.</summary>
internal sealed class LiveCall : IDisposable
{
    private readonly CallJournal _journal;
    private readonly ServerClock _clock;
    private readonly TimeSpan _arrival;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _cancelled;

    private Action? _leave;
    private bool _ended;

    public LiveCall(HttpContext context, IWire wire, CallJournal journal, ServerClock clock, CancellationToken stopping)
    {
        var headers = context.Request.Headers;
        var received = journal.Arrive(context.Request.Path.ToString(), wire.Name, TextOf(headers["Idempotency-Key"]), TextOf(headers.UserAgent));
        Context = context;
        Wire = wire;
        Number = received.Number;
        _arrival = received.Arrival;
        _journal = journal;
        _clock = clock;
        _stopping = stopping;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
    }

    public HttpContext Context { get; }

    public IWire Wire { get; }

    public long Number { get; }

    public TimeSpan Elapsed => _clock.Elapsed - _arrival;

    /// <summary>Gets a token that fires when the caller goes away or the server stops.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Gets or sets the fault it meets.</summary>
    public SimulatedFault? Fault { get; set; }

    /// <summary>Gets or sets a value indicating whether the limits refuse it.</summary>
    public bool Rejected { get; set; }

    /// <summary>Gets or sets a value indicating whether its connection is to end within the reply.</summary>
    public bool CutOff { get; set; }

    public void Note(Func<ReceivedCall, ReceivedCall> change) => _journal.Note(Number, change);

    /// <summary>It is worked on from now on; what to do when that ends.</summary>
    public void Working(Action leave) => _leave = leave;

    /// <summary>Ends it. A second end changes nothing.</summary>
    public void End(int? status, bool answered = false, bool clientGone = false)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _leave?.Invoke();
        _journal.End(Number, call => call with
        {
            Status = status,
            Fault = Fault?.Name,
            Answered = answered,
            Rejected = Rejected,
            ClientGone = clientGone,
        });
    }

    /// <summary>Ends it without an answer: the caller went away, or the server stops.</summary>
    public void Abandon()
    {
        End(status: null, clientGone: !_stopping.IsCancellationRequested);
        Context.Abort();
    }

    public void Dispose()
    {
        End(status: null);
        _cancelled.Dispose();
    }

    private static string? TextOf(StringValues value) => value.Count == 0 ? null : value.ToString();
}

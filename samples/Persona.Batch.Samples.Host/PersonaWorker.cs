using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Host;

/// <summary>Runs the batch as long as the host runs, and ends the host when it is done. Started again, it goes on where it was.</summary>
internal sealed partial class PersonaWorker(
    OptimisedBatchProcessor<Brief, Persona> processor, IHostApplicationLifetime lifetime, ILogger<PersonaWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StreamAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is BatchIncompleteException or CheckpointException)
        {
            EndedEarly(exception.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task StreamAsync(CancellationToken stoppingToken)
    {
        // The run does not get the token: cancelled, it would cut calls that are paid for. Stopped, it lets them finish, within Timeouts.Drain
        // (20 s), which is less than the host waits for its services (30 s).
        await using var stream = processor.StreamAsync(
            BriefReader.ReadAsync(BriefReader.BuiltIn, CancellationToken.None), new() { BatchId = "personas-host" }, CancellationToken.None);
        await using var stopping = stoppingToken.Register(() => _ = stream.StopAsync(CancellationToken.None));

        await foreach (var outcome in stream)
        {
            if (outcome.IsSuccess)
            {
                Written(outcome.Id, outcome.Value.Name, outcome.Replayed);
            }
            else if (outcome.Status == ItemStatus.Failed)
            {
                NotWritten(outcome.Id, outcome.Failure);
            }
        }

        var summary = await stream.Completion;
        Ended(summary.Termination, summary.Counts.Succeeded, summary.Counts.Replayed, summary.CostUsd);
    }

    [LoggerMessage(1, LogLevel.Information, "{Id}: {Name} (replayed: {Replayed})")]
    private partial void Written(string id, string name, bool replayed);

    [LoggerMessage(2, LogLevel.Warning, "{Id}: {Failure}")]
    private partial void NotWritten(string id, BatchFailure failure);

    [LoggerMessage(3, LogLevel.Information, "{Termination}: {Personas} personas, {Replayed} of them from the checkpoint, ${Cost}")]
    private partial void Ended(BatchTermination termination, long personas, long replayed, decimal? cost);

    [LoggerMessage(4, LogLevel.Error, "{Reason} Start again to go on.")]
    private partial void EndedEarly(string reason);
}

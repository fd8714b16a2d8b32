using System.Globalization;
using System.Text;
using System.Text.Json;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Personas;

/// <summary>Tells the user what failed and how the run ended.</summary>
/// <param name="output">Where the personas are.</param>
/// <param name="provider">Whom it calls.</param>
/// <param name="simulated">The provider, where it is in this process.</param>
internal sealed class RunReport(string output, SampleProvider provider, SimulatedServer? simulated)
{
    private bool _isKeyRefused;

    /// <summary>Tells of an item without a result. What the end of the run left undone is only counted.</summary>
    public void Tell(string id, ItemStatus status, BatchFailure failure)
    {
        _isKeyRefused |= failure.Class == FailureClass.Unauthorized;
        if (status == ItemStatus.Failed)
        {
            Console.Error.WriteLine($"{id}: {failure}");
        }
    }

    /// <summary>Sums up a run that went through its input or was asked to stop.</summary>
    /// <returns>The exit code.</returns>
    public int End(BatchSummary summary)
    {
        if (simulated is not null)
        {
            var refused = simulated.Calls.Count(static call => call.Status == 429);
            Console.WriteLine($"The simulated provider received {simulated.Calls.Count} calls and refused {refused} of them with 429.");
        }

        var counts = summary.Counts;
        var cost = summary.CostUsd is { } usd ? string.Create(CultureInfo.InvariantCulture, $"${usd:0.0000}") : "cost unknown";
        Console.WriteLine(
            $"{summary.Termination}: {counts.Succeeded} personas in {output} ({counts.Replayed} from the checkpoint), "
            + $"{counts.Failed} failed, {counts.Aborted} aborted, {cost}, {summary.Duration.TotalSeconds:0.0} s");
        return summary.Termination switch
        {
            BatchTermination.Completed when counts.Failed == 0 => ExitCode.Done,
            BatchTermination.Stopped or BatchTermination.Cancelled => ExitCode.Stopped,
            _ => ExitCode.Incomplete,
        };
    }

    /// <summary>Sums up a run that ended early, unasked: its input cannot be read, or the provider will not have it.</summary>
    /// <returns>The exit code.</returns>
    public int End(BatchIncompleteException exception)
    {
        Console.Error.WriteLine(exception.InnerException?.Message ?? exception.Message);
        if (_isKeyRefused)
        {
            Console.Error.WriteLine($"The provider does not take the key: look at {provider.KeyVariable}.");
        }

        End(exception.Summary);
        return exception.InnerException is null ? ExitCode.Incomplete : ExitCode.BadInput;
    }

    /// <summary>Tells why the checkpoint cannot be used, and keeps what was paid for when it could not.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(CheckpointException exception)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        if (exception.Problem == CheckpointProblem.Mismatch)
        {
            await Console.Error.WriteLineAsync("Here, --fresh sets it aside and begins anew.");
        }

        if (exception.Unsaved.Count > 0)
        {
            var path = $"{output}.unsaved";
            await File.AppendAllLinesAsync(path, exception.Unsaved.Where(static lost => lost.Failure is null).Select(LineOf));
            await Console.Error.WriteLineAsync($"What could not be saved is in {path}.");
        }

        return ExitCode.BadInput;
    }

    private static string LineOf(RecordedOutcome lost) =>
        $"{{\"id\":{JsonSerializer.Serialize(lost.Id, PersonaJson.Readable.String)},\"persona\":{Encoding.UTF8.GetString(lost.ResultJson.Span)}}}";
}

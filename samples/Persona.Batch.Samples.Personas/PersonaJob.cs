using System.Text;
using System.Text.Json;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Personas;

/// <summary>The sample's work: briefs in, personas out, through the processor.</summary>
internal sealed class PersonaJob(SampleArguments arguments)
{
    private readonly string _input = arguments.Input ?? BriefReader.BuiltIn;

    public async Task<int> RunAsync()
    {
        if (!File.Exists(_input))
        {
            throw new FormatException($"--input '{_input}' does not exist");
        }

        using var calls = CallLog.Open(arguments.CallLog);
        using var cancellation = new CancellationTokenSource();
        await using var stream = NewProcessor(calls).StreamAsync(BriefReader.ReadAsync(_input), RunOptions(), cancellation.Token);
        using var interrupts = new Interrupts(stop: () => _ = stream.StopAsync(), cancel: cancellation.Cancel);

        using var output = new PersonaFile(arguments.Output);

        try
        {
            await WriteAsync(stream, output);
            return Report(await stream.Completion);
        }
        catch (BatchCanceledException exception)
        {
            return Report(exception.Summary);
        }
        catch (BatchIncompleteException exception)
        {
            await Console.Error.WriteLineAsync(exception.InnerException?.Message ?? exception.Message);
            Report(exception.Summary);
            return exception.InnerException is null ? ExitCode.Incomplete : ExitCode.BadInput;
        }
        catch (CheckpointException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            await RescueAsync(exception.Unsaved);
            return ExitCode.BadInput;
        }
    }

    private static string? Fault(Brief brief, Persona persona) =>
        string.IsNullOrWhiteSpace(persona.Name) || persona.Age is < 0 or > 120 ? $"no plausible name or age for {brief.Id}" : null;

    private OptimisedBatchProcessor<Brief, Persona> NewProcessor(CallLog calls)
    {
        var provider = new SimulatedProvider<Brief, Persona>(PersonaWriter.Answer, new SimulationOptions
        {
            Latency = arguments.Latency,
            LatencySpread = 0.4,
            ErrorRate = arguments.ErrorRate,
            MalformedRate = arguments.ErrorRate / 5,
            InputTokens = 120,
            OutputTokens = 350,
        });

        return new OptimisedBatchProcessor<Brief, Persona>(
            (brief, call, cancellationToken) =>
            {
                calls.Write(brief.Id);
                return provider.CallAsync(brief, call, cancellationToken);
            },
            new BatchOptions
            {
                Provider = "simulated",
                Model = "persona-writer-1",
                Prices = { ["persona-writer-1"] = new ModelPrice { InputPerMillion = 0.25m, OutputPerMillion = 2 } },
                Concurrency = { MaxWorkers = arguments.Workers },
                Retry = { MaxAttempts = 5, BackoffBase = 1.5 },
                Processing = { Checkpoint = { Directory = arguments.Checkpoint ?? new CheckpointOptions().Directory } },
            },
            new BatchHooks<Brief, Persona>
            {
                ItemId = static brief => brief.Id,
                ItemFingerprint = static brief => brief.Text, // an edited brief runs again, the others do not
                Json = PersonaJson.Default,
                Validate = Fault,
            });
    }

    private BatchRunOptions RunOptions() => new()
    {
        BatchId = arguments.BatchId ?? $"personas-{Path.GetFileNameWithoutExtension(_input)}",
        Resume = arguments.Fresh ? ResumeMode.StartNew : ResumeMode.IfCompatible,
        Progress = new PlainProgress(),
    };

    private static async Task WriteAsync(BatchStream<Brief, Persona> stream, PersonaFile output)
    {
        await foreach (var outcome in stream)
        {
            if (outcome.IsSuccess)
            {
                await output.WriteAsync(outcome.Id, outcome.Value);
            }
            else if (outcome.Status == ItemStatus.Failed)
            {
                await Console.Error.WriteLineAsync($"{outcome.Id}: {outcome.Failure}");
            }
        }
    }

    /// <summary>Keeps what was paid for when the checkpoint could not.</summary>
    private async Task RescueAsync(IReadOnlyList<RecordedOutcome> unsaved)
    {
        if (unsaved.Count == 0)
        {
            return;
        }

        var path = $"{arguments.Output}.unsaved";
        await File.AppendAllLinesAsync(path, unsaved.Where(static lost => lost.Failure is null).Select(static lost => $"{{\"id\":{JsonSerializer.Serialize(lost.Id, PersonaJson.Readable.String)},\"persona\":{Encoding.UTF8.GetString(lost.ResultJson.Span)}}}"));
        await Console.Error.WriteLineAsync($"What could not be saved is in {path}.");
    }

    private int Report(BatchSummary summary)
    {
        var counts = summary.Counts;
        Console.WriteLine(
            $"{summary.Termination}: {counts.Succeeded} personas in {arguments.Output} ({counts.Replayed} from the checkpoint), "
            + $"{counts.Failed} failed, {counts.Aborted} aborted, ${summary.CostUsd ?? 0:0.0000}, {summary.Duration.TotalSeconds:0.0} s");
        return summary.Termination switch
        {
            BatchTermination.Completed when counts.Failed == 0 => ExitCode.Done,
            BatchTermination.Stopped or BatchTermination.Cancelled => ExitCode.Stopped,
            _ => ExitCode.Incomplete,
        };
    }
}

using System.Globalization;
using System.Text;

namespace PersonaBatch.Samples.Personas;

/// <summary>A snapshot of a run as one plain line, for terminals and log files alike.</summary>
internal static class ProgressLine
{
    /// <summary>Writes the line; what is unknown is left out. Failed and skipped items are done, too.</summary>
    /// <param name="progress">The snapshot.</param>
    /// <returns>Such as <c>00:12  118/240 done, 2 failed, 20 in flight, 3 waiting, 590/min, $0.1234</c>.</returns>
    public static string Format(BatchProgress progress)
    {
        var counts = progress.Counts;
        var done = counts.Succeeded + counts.Failed + counts.Skipped;
        var invariant = CultureInfo.InvariantCulture;

        var line = new StringBuilder(96);
        line.Append(invariant, $"{Clock(progress.Elapsed)}  {done}");
        if (progress.Total is { } total)
        {
            line.Append(invariant, $"/{total}");
        }

        line.Append(invariant, $" done, {counts.Failed} failed, {progress.InFlight} in flight, {progress.Waiting} waiting");
        line.Append(invariant, $", {progress.ItemsPerMinute:0}/min");
        if (progress.CostUsd is { } cost)
        {
            line.Append(invariant, $", ${cost:0.0000}");
        }

        if (progress.State is BatchState.Paused or BatchState.Stopping)
        {
            line.Append(progress.State is BatchState.Paused ? ", paused" : ", stopping");
        }

        return line.ToString();
    }

    private static string Clock(TimeSpan elapsed)
    {
        var clock = elapsed.ToString(@"mm\:ss", CultureInfo.InvariantCulture);
        return elapsed < TimeSpan.FromHours(1) ? clock : string.Create(CultureInfo.InvariantCulture, $"{(long)elapsed.TotalHours}:{clock}");
    }
}

using System.Globalization;

namespace PersonaBatch.CrashHost;

/// <summary>What the host is to do, as <c>--name value</c>.</summary>
/// <param name="Directory">Where checkpoints are kept.</param>
/// <param name="Items">How many items there are.</param>
/// <param name="Workers">How many calls are in flight.</param>
/// <param name="Interval">The checkpoint's interval.</param>
/// <param name="Payload">How many characters an answer has besides its text; without an endpoint.</param>
/// <param name="HoldAfter">After how many calls the others wait for a line on the standard input.</param>
/// <param name="StorageTimeout">How long it waits for a disk that fails.</param>
/// <param name="Endpoint">The simulated server; <see langword="null"/> = answers are made here, at once.</param>
internal sealed record HostArguments(string Directory, int Items, int Workers, int Interval, int Payload, int HoldAfter, TimeSpan StorageTimeout, Uri? Endpoint)
{
    public static HostArguments Parse(string[] arguments)
    {
        var values = arguments.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        return new HostArguments(
            values["--directory"],
            Number("--items", 100),
            Number("--workers", 8),
            Number("--interval", 10),
            Number("--payload", 100),
            Number("--hold-after", int.MaxValue),
            TimeSpan.FromSeconds(Number("--storage-timeout", 60)),
            values.TryGetValue("--endpoint", out var endpoint) ? new Uri(endpoint) : null);

        int Number(string name, int otherwise) =>
            values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
    }
}

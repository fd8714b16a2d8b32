namespace PersonaBatch.Tests.Support;

/// <summary>What a cut in one life of a batch left.</summary>
/// <param name="Life">Which life it ended, from 0.</param>
/// <param name="At">Where it fell.</param>
/// <param name="Disk">What the next life finds.</param>
/// <param name="Told">The outcomes that had been handed out, by id.</param>
/// <param name="Called">The items whose calls had begun, in this life.</param>
internal sealed record DiskCut(int Life, string At, ModelDisk Disk, IReadOnlyDictionary<string, string> Told, IReadOnlySet<string> Called);

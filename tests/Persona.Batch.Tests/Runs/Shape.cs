namespace PersonaBatch.Tests.Runs;

/// <summary>How large a random run is, and in which mode.</summary>
internal sealed record Shape(int Items, int Workers, int Chunk, BatchMode Mode, bool Ordered);

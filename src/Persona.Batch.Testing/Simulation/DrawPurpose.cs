namespace PersonaBatch.Testing;

/// <summary>What a draw decides.</summary>
internal enum DrawPurpose
{
    Fate,
    LatencyRadius,
    LatencyAngle,
}

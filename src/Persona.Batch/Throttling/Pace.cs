namespace PersonaBatch;

/// <summary>The rate that is sent for a limit that is known.</summary>
internal static class Pace
{
    /// <summary>The share of a limit that is used: clocks differ, and calls bunch up on their way.</summary>
    public const double Margin = 0.985;

    /// <summary>Sums of fractions are never exactly one.</summary>
    public const double AlmostOne = 1 - 1e-9;

    private const double BrakeBelow = 0.08;
    private const double Slowest = 0.05;

    /// <summary>The permits a second for a limit a minute.</summary>
    /// <param name="limit">The limit a minute; <see langword="null"/> = none.</param>
    /// <param name="left">The share of it that the provider said is left; less than 8 % slows down, for neighbours on the same quota and our own drift.</param>
    public static double? PerSecond(int? limit, double left) =>
        limit is { } known ? Margin * known / 60 * Math.Clamp(left / BrakeBelow, Slowest, 1) : null;

    /// <summary>Says whether so little is left that the pace is slower than the limit.</summary>
    public static bool IsBraked(double left) => left < BrakeBelow;
}

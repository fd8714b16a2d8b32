using System.Globalization;

namespace PersonaBatch.Benchmarks;

/// <summary>What a figure is held against.</summary>
/// <param name="Name">The figure's name; <c>--only</c> picks by its beginning.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">The bound; it passes itself.</param>
/// <param name="IsLeast">Whether the figure must be at least, not at most, the bound.</param>
internal sealed record GoalTarget(string Name, string Unit, double Value, bool IsLeast)
{
    public static GoalTarget AtMost(string name, double value, string unit) => new(name, unit, value, IsLeast: false);

    public static GoalTarget AtLeast(string name, double value, string unit) => new(name, unit, value, IsLeast: true);

    public bool IsMetBy(double figure) => IsLeast ? figure >= Value : figure <= Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? ">=" : "<=")}{Value:0.##}");
}

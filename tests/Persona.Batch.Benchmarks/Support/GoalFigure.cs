namespace PersonaBatch.Benchmarks;

/// <summary>What a measurement gave for one target: the median of its rounds decides.</summary>
/// <param name="Median">The median of our rounds.</param>
/// <param name="Low">The tenth percentile; with few rounds the lowest.</param>
/// <param name="High">The ninetieth percentile; with few rounds the highest.</param>
/// <param name="Rounds">How many rounds there were.</param>
/// <param name="Peers">The medians of what others needed in the same run, by name and with their unit.</param>
internal sealed record GoalFigure(double Median, double Low, double High, int Rounds, IReadOnlyList<(string Name, double Value, string Unit)> Peers)
{
    /// <summary>Sums up rounds and those of peers.</summary>
    public static GoalFigure Of(IReadOnlyList<double> rounds, params (string Name, IReadOnlyList<double> Rounds, string Unit)[] peers) => new(
        Percentile(rounds, 0.5),
        Percentile(rounds, 0.1),
        Percentile(rounds, 0.9),
        rounds.Count,
        [.. peers.Select(static peer => (peer.Name, Percentile(peer.Rounds, 0.5), peer.Unit))]);

    /// <summary>The value below which a share of the others lie, by the nearest rank.</summary>
    public static double Percentile(IReadOnlyList<double> values, double share) => values.Order().ElementAt((int)Math.Round(share * (values.Count - 1)));
}

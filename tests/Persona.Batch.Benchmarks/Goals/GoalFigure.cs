namespace PersonaBatch.Benchmarks;

/// <summary>What a goal's measurement gave.</summary>
/// <param name="Value">The median of our rounds.</param>
/// <param name="Low">The lowest round.</param>
/// <param name="High">The highest round.</param>
/// <param name="Peers">What others needed in the same run, by name.</param>
internal sealed record GoalFigure(double Value, double Low, double High, IReadOnlyList<(string Name, double Value)> Peers)
{
    public static GoalFigure Of(IReadOnlyList<double> rounds, params (string Name, IReadOnlyList<double> Rounds)[] peers) =>
        new(Median(rounds), rounds.Min(), rounds.Max(), [.. peers.Select(static peer => (peer.Name, Median(peer.Rounds)))]);

    private static double Median(IReadOnlyList<double> rounds) => rounds.Order().ElementAt(rounds.Count / 2);
}

namespace PersonaBatch.Benchmarks;

/// <summary>One measurement, beside its peers, and what its figures are to reach.</summary>
internal interface IGoal
{
    /// <summary>Gets the targets, one for each figure.</summary>
    IReadOnlyList<GoalTarget> Targets { get; }

    /// <summary>Measures; within a minute when <paramref name="quick"/>. The figures come in the order of the targets.</summary>
    Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick);
}

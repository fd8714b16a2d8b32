namespace PersonaBatch.Benchmarks;

/// <summary>One goal, measured beside its peers.</summary>
internal interface IGoal
{
    string Name { get; }

    string Unit { get; }

    /// <summary>Gets the highest figure that passes.</summary>
    double Most { get; }

    /// <summary>Measures; within a minute when <paramref name="quick"/>.</summary>
    Task<GoalFigure> MeasureAsync(bool quick);
}

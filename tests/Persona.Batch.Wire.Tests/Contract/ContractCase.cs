using PersonaBatch.Testing;

namespace PersonaBatch.Wire.Tests.Contract;

/// <summary>What may come back from a call, and what it means.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Fault">How the server is made to give it; <see langword="null"/> = a good answer.</param>
/// <param name="Meaning">The class of the failure; <see langword="null"/> = success.</param>
internal sealed record ContractCase(string Name, SimulatedFault? Fault, FailureClass? Meaning)
{
    /// <summary>Gets the wait that was asked for, from the least to the most seconds it may be read as; <see langword="null"/> = none.</summary>
    public (double Least, double Most)? Seconds { get; init; }

    /// <summary>Gets the wires whose provider cannot say it, and what it says instead.</summary>
    public Dictionary<SimulatedWire, FailureClass> Otherwise { get; init; } = [];

    public FailureClass? MeaningOn(SimulatedWire wire) => Otherwise.TryGetValue(wire, out var other) ? other : Meaning;
}

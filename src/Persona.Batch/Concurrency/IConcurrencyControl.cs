namespace PersonaBatch;

/// <summary>Says how many calls a run may have in flight.</summary>
internal interface IConcurrencyControl
{
    /// <summary>Gets the current limit.</summary>
    int Limit { get; }

    /// <summary>Bounds the limit from now on, whatever it was bounded by before.</summary>
    void Cap(int most);

    /// <summary>Takes in how one attempt ended.</summary>
    /// <param name="failure">How it failed; <see langword="null"/> = it succeeded.</param>
    /// <param name="latency">From sending to the end.</param>
    void Record(FailureClass? failure, TimeSpan latency);
}

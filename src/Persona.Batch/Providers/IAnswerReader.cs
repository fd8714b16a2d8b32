namespace PersonaBatch;

/// <summary>Reads an answer that was kept because it could not be used, so that a better parser or validation needs no new call. An
/// <see cref="IBatchProvider{TItem, TResult}"/> may implement it too; <see cref="BatchHooks{TItem, TResult}.ReadAnswer"/> comes first.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
/// <remarks>Asked on resume, on one pool thread, for every item of the input that failed with a raw answer, before the rules of resuming.</remarks>
public interface IAnswerReader<in TItem, out TResult>
{
    /// <summary>Reads an answer of an earlier run. Makes no call.</summary>
    /// <param name="item">The item.</param>
    /// <param name="failure">Why the answer could not be used; its <see cref="BatchFailure.ResponseText"/> is the answer as it came.</param>
    /// <returns>The result, which <see cref="BatchHooks{TItem, TResult}.Validate"/> judges as any.</returns>
    /// <exception cref="Exception">Of any kind: the answer still cannot be used, and the rules of resuming decide about the item.</exception>
    TResult ReadAnswer(TItem item, BatchFailure failure);
}

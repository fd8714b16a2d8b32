namespace PersonaBatch.Tests.Api;

public sealed class CallShapesTests
{
    public static TheoryData<int> Shapes => [.. Enumerable.Range(0, CallShapes.All.Count())];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task EveryShape_Runs(int shape) =>
        await FluentActions.Awaiting(CallShapes.All.ElementAt(shape)).Should().NotThrowAsync();

    [Fact]
    public async Task ProcessAsync_SourceOfBothKinds_IsReadAsynchronously()
    {
        var result = await OptimisedBatchProcessorOfBothAsync();

        result.Values.Should().Equal(10, 20);

        static Task<BatchResult<int, int>> OptimisedBatchProcessorOfBothAsync() =>
            new OptimisedBatchProcessor<int, int>(static (item, _) => ValueTask.FromResult(item * 10), new() { Processing = { Checkpoint = { Enabled = false } } })
                .ProcessAsync(new BothKinds());
    }

    private sealed class BothKinds : List<int>, IAsyncEnumerable<int>
    {
        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            Enumerable.Range(1, 2).ToAsyncEnumerable().GetAsyncEnumerator(cancellationToken);
    }
}

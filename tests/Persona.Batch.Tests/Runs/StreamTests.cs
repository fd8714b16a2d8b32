using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

[Collection(VirtualTimeCollection.Name)]
public sealed class StreamTests
{
    [Fact]
    public async Task StreamAsync_Unordered_HandsOutAsTheyFinish()
    {
        var batch = new VirtualBatch((item, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(item == "item-0" ? 60 : 1) });

        await batch.PlayAsync(async processor =>
        {
            List<long> order = [];
            await foreach (var outcome in processor.StreamAsync(VirtualBatch.Items(30)))
            {
                order.Add(outcome.Index);
            }

            order.Should().HaveCount(30);
            order[^1].Should().Be(0);
        });
    }

    [Fact]
    public async Task StreamAsync_Ordered_HandsOutInInputOrder()
    {
        var batch = new VirtualBatch((item, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(item.EndsWith('0') ? 60 : 1) });

        await batch.PlayAsync(async processor =>
        {
            List<long> order = [];
            await foreach (var outcome in processor.StreamAsync(VirtualBatch.Items(500), new() { Ordered = true }))
            {
                order.Add(outcome.Index);
            }

            order.Should().Equal(Enumerable.Range(0, 500).Select(static index => (long)index));
        });
    }

    [Fact]
    public async Task StreamAsync_SlowReader_SlowsTheIntake()
    {
        var batch = new VirtualBatch { Options = { Concurrency = { MaxWorkers = 2 }, Processing = { ChunkSize = 1 } } };
        var window = new RunSettings(batch.Options, new BatchRunOptions(), CallPlan.None).Window;
        var read = 0;

        await batch.PlayAsync(async processor =>
        {
            var handed = 0;
            await foreach (var _ in processor.StreamAsync(Counted()))
            {
                handed++;
                (read - handed).Should().BeLessThanOrEqualTo(window);
                await batch.WaitAsync(10);
            }

            handed.Should().Be(200);
        });

        IEnumerable<string> Counted()
        {
            foreach (var item in VirtualBatch.Items(200))
            {
                read++;
                yield return item;
            }
        }
    }

    [Fact]
    public async Task StreamAsync_NobodyReads_DoesNotStart()
    {
        var batch = new VirtualBatch { Options = { Processing = { Checkpoint = { Enabled = true } } } };

        await batch.PlayAsync(async processor =>
        {
            var stream = processor.StreamAsync(VirtualBatch.Items(10));
            await batch.WaitAsync(100);
            await stream.DisposeAsync();

            batch.Provider.Calls.Should().BeEmpty();
            batch.Files.Content.Should().BeEmpty();
        });
    }

    [Fact]
    public async Task StreamAsync_ReadTwice_Throws()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            await using var stream = processor.StreamAsync(VirtualBatch.Items(1));
            await using var reader = stream.GetAsyncEnumerator();

            stream.Invoking(static again => again.GetAsyncEnumerator()).Should().Throw<InvalidOperationException>().WithMessage("*read once*");
        });
    }

    [Fact]
    public async Task StreamAsync_BreakOutOfTheLoop_StopsTheRun()
    {
        var batch = new VirtualBatch { Options = { Concurrency = { MaxWorkers = 2 } } };

        await batch.PlayAsync(async processor =>
        {
            var stream = processor.StreamAsync(VirtualBatch.Items(1000));
            await foreach (var _ in stream)
            {
                break;
            }

            stream.Progress.State.Should().Be(BatchState.Ended);
            (await stream.Completion).Termination.Should().Be(BatchTermination.Stopped);
        });

        batch.Provider.Calls.Count.Should().BeLessThan(10);
        batch.Provider.InFlight.Should().Be(0);
    }

    [Fact]
    public async Task StreamAsync_EndsEarlyUnasked_HandsOutEverythingAndThrows()
    {
        var batch = new VirtualBatch((item, _) => item == "item-5" ? FailureClass.Unauthorized : ScriptedAnswer.Ok) { Options = { Concurrency = { MaxWorkers = 1 } } };

        await batch.PlayAsync(async processor =>
        {
            List<ItemStatus> handed = [];
            var reading = async () =>
            {
                await foreach (var outcome in processor.StreamAsync(VirtualBatch.Items(20)))
                {
                    handed.Add(outcome.Status);
                }
            };

            var thrown = (await reading.Should().ThrowAsync<BatchIncompleteException>()).Which;
            thrown.Summary.Termination.Should().Be(BatchTermination.FailedFast);
            handed.Count(static status => status == ItemStatus.Succeeded).Should().Be(5);
            handed.Count(static status => status == ItemStatus.Aborted).Should().Be((int)thrown.Summary.Counts.Accepted - 5);
        });
    }

    [Fact]
    public async Task StreamAsync_Stopped_EndsQuietlyWithAllOutcomes()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var stream = processor.StreamAsync(VirtualBatch.Items(1000));
            var handed = 0L;
            var stopping = Task.CompletedTask;
            await foreach (var _ in stream)
            {
                if (++handed == 5)
                {
                    stopping = stream.StopAsync();
                }
            }

            await stopping;
            var summary = await stream.Completion;
            summary.Counts.Accepted.Should().Be(handed);
        });
    }

    [Fact]
    public async Task StreamAsync_Cancelled_HandsOutWhatIsFinishedAndThrows()
    {
        var batch = new VirtualBatch();
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async processor =>
        {
            var handed = 0L;
            var reading = async () =>
            {
                await foreach (var _ in processor.StreamAsync(VirtualBatch.Items(1000), cancellationToken: cancellation.Token))
                {
                    if (++handed == 5)
                    {
                        await cancellation.CancelAsync();
                    }
                }
            };

            var thrown = (await reading.Should().ThrowAsync<BatchCanceledException>()).Which;
            thrown.Summary.Counts.Accepted.Should().Be(handed);
        });
    }

    [Fact]
    public async Task StreamAsync_ReadersToken_CancelsTheRun()
    {
        var batch = new VirtualBatch();
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async processor =>
        {
            var reading = async () =>
            {
                await foreach (var _ in processor.StreamAsync(VirtualBatch.Items(1000)).WithCancellation(cancellation.Token))
                {
                    await cancellation.CancelAsync();
                }
            };

            await reading.Should().ThrowAsync<BatchCanceledException>();
        });
    }

    [Fact]
    public async Task Start_NobodyReads_CompletesAndKeepsOutcomes()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(2000));

            (await run.Completion).Outcomes.Should().HaveCount(2000);
        });
    }

    [Fact]
    public async Task ProcessAsync_OutcomesNotKept_CountsOnly()
    {
        var batch = new VirtualBatch();

        var result = await batch.RunAsync(items: 50, new() { KeepOutcomes = false });

        result.Outcomes.Should().BeEmpty();
        result.Counts.Succeeded.Should().Be(50);
    }
}

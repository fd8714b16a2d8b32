using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using PersonaBatch.Benchmarks;

switch (args)
{
    case ["goals", .. var rest]:
        return await GoalCommand.RunAsync(rest);
    case [Apart.Command, var measurement, .. var arguments]:
        return await Apart.RunAsync(measurement, arguments);
    default:
        RunBenchmarks(args);
        return 0;
}

// Apart, so that a process whose memory is measured does not load it.
[MethodImpl(MethodImplOptions.NoInlining)]
static void RunBenchmarks(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

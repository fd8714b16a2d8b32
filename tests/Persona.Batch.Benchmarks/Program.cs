using BenchmarkDotNet.Running;
using PersonaBatch.Benchmarks;

if (args is ["goals", .. var rest])
{
    return await GoalCommand.RunAsync(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

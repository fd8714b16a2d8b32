using BenchmarkDotNet.Running;
using PersonaBatch.Benchmarks;

switch (args)
{
    case ["goals", .. var rest]:
        return await GoalCommand.RunAsync(rest);
    case [CheckpointResumeGoal.Command, var directory]:
        return CheckpointResumeGoal.Resume(directory);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}

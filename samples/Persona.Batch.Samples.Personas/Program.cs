using PersonaBatch.Samples.Personas;

try
{
    var arguments = SampleArguments.Parse(args);
    if (arguments.Help)
    {
        Console.WriteLine(SampleArguments.Usage);
        return ExitCode.Done;
    }

    return await new PersonaJob(arguments).RunAsync();
}
catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCode.BadInput;
}

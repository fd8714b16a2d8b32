using Microsoft.Extensions.Options;
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
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, exception.Failures));
    return ExitCode.BadInput;
}
catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCode.BadInput;
}

using PersonaBatch.Samples.Personas;

var briefs = 0;
await foreach (var _ in BriefReader.ReadAsync(BriefReader.BuiltIn))
{
    briefs++;
}

Console.WriteLine($"{briefs} built-in briefs");

namespace PersonaBatch.Chat.Tests.Support;

internal sealed record Persona(string Name, int Age, Mood Mood = Mood.Calm);

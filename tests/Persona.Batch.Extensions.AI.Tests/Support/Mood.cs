namespace PersonaBatch.Chat.Tests.Support;

internal enum Mood
{
    Calm,
    Hurried,
}

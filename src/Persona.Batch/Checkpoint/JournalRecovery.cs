namespace PersonaBatch;

/// <summary>Makes a journal sound before the first line is added. Killed between any two steps, it does the same again.</summary>
internal static class JournalRecovery
{
    /// <summary>Keeps damaged bytes, cuts a torn tail, gives the last line its line break, and brings all of it to the disk.</summary>
    public static RecoveryReport Run(ICheckpointFile journal, string journalName, JournalScan found, DamagedBytes damaged)
    {
        var copies = 0;
        foreach (var range in found.Damaged)
        {
            copies += damaged.Keep(journal, journalName, range, "These bytes between intact lines are no line. They were left in place and are ignored.");
        }

        if (found.Tail.Length > 0)
        {
            damaged.Keep(journal, journalName, found.Tail, "These bytes behind the last intact line are no line. They were cut off.");
            journal.SetLength(found.Tail.Offset);
        }

        if (found.LacksLineBreak)
        {
            journal.Write("\n"u8, found.IntactEnd);
        }

        if (found.Length > 0)
        {
            journal.Sync(); // what a killed process left in the page cache counts as recorded from here on
        }

        return new RecoveryReport(
            found.Tail.Length, found.Damaged.Count, found.Damaged.Sum(range => range.Length), found.LostAcknowledged, found.LostUnacknowledged, copies);
    }
}

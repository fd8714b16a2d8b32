using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>A line of the journal that hands out again, or says where a run began to.</summary>
/// <param name="ReplayOf">The line whose outcome is handed out again; 0 = this is a cursor.</param>
/// <param name="Number">The number it is handed out under; of a cursor, the highest number there was.</param>
/// <param name="After">The cursor; <see langword="null"/> = the run had none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HandOutNote(long ReplayOf, long Number, long? After)
{
    /// <summary>A recorded outcome is handed out again.</summary>
    public static HandOutNote Replay(long replayOf, long number) => new(replayOf, number, After: null);

    /// <summary>A run begins.</summary>
    public static HandOutNote Cursor(long? after, long last) => new(ReplayOf: 0, last, after);
}

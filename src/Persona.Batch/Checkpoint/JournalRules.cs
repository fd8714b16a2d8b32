namespace PersonaBatch;

/// <summary>How a journal is written and what damage means, as the options say.</summary>
/// <param name="Syncs">Whether an outcome is synced before it is acknowledged; otherwise it is only written.</param>
/// <param name="SegmentBytes">How long a segment grows before the next is begun.</param>
/// <param name="OnDamage">What happens when acknowledged outcomes are damaged.</param>
internal sealed record JournalRules(bool Syncs, long SegmentBytes, DamagePolicy OnDamage)
{
    /// <summary>Reads the options once.</summary>
    public static JournalRules Of(CheckpointOptions options) =>
        new(options.Durability == CheckpointDurability.PowerLoss, options.SegmentBytes, options.OnDamage);
}

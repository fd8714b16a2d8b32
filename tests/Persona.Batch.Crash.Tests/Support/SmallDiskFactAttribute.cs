namespace PersonaBatch.Crash.Tests.Support;

/// <summary>A test that needs a <see cref="SmallDisk"/>: skipped, and shown as skipped, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Refusal;
}

using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>A stretch of a file.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>Gets the offset behind the last byte.</summary>
    public long End => Offset + Length;
}

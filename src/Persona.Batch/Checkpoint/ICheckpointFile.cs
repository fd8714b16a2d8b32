namespace PersonaBatch;

/// <summary>An open file of a checkpoint. Reading is safe beside one writer.</summary>
internal interface ICheckpointFile : IDisposable
{
    /// <summary>Gets the file's length now, whoever changed it.</summary>
    long Length { get; }

    /// <summary>Fills as much of <paramref name="buffer"/> as the file holds from <paramref name="offset"/> on; less only at its end.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of <paramref name="bytes"/>, or throws with part of them written.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file, or lengthens it with zeros.</summary>
    void SetLength(long length);

    /// <summary>Returns when everything written is on the disk, and throws when it is not.</summary>
    void Sync();
}

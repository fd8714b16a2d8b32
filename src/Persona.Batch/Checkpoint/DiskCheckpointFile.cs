namespace PersonaBatch;

/// <summary>A file on the disk, read and written by position.</summary>
internal sealed class DiskCheckpointFile(FileStream stream) : ICheckpointFile
{
    public long Length => RandomAccess.GetLength(stream.SafeFileHandle);

    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(stream.SafeFileHandle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(stream.SafeFileHandle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(stream.SafeFileHandle, length);

    public void Sync() => NativeSync.File(stream.SafeFileHandle);

    public void Dispose() => stream.Dispose();
}

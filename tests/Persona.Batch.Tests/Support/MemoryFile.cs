namespace PersonaBatch.Tests.Support;

/// <summary>A file's bytes as a process sees them, and as the disk would hold them after a power cut.</summary>
internal sealed class MemoryFile
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public byte[] Durable { get; private set; } = [];

    public Span<byte> Content => _bytes.AsSpan(0, Length);

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var end = (int)offset + bytes.Length;
        if (end > Length)
        {
            SetLength(end);
        }

        bytes.CopyTo(_bytes.AsSpan((int)offset));
    }

    public void SetLength(long length)
    {
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Max(length, 2L * _bytes.Length));
        }

        if (length > Length)
        {
            _bytes.AsSpan(Length, (int)length - Length).Clear();
        }

        Length = (int)length;
    }

    public void Sync() => Durable = Content.ToArray();
}

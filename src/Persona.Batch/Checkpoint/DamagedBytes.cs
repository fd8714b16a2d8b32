using System.Globalization;
using System.Text;

namespace PersonaBatch;

/// <summary>Keeps every byte that is cut away or ignored, with a note beside it. Nothing in here is ever deleted.</summary>
internal sealed class DamagedBytes(ICheckpointFiles files, string batchDirectory, TimeProvider time)
{
    /// <summary>The name of the directory.</summary>
    public const string DirectoryName = "damaged";

    private const long LargestPiece = 64 << 20;

    private readonly string _directory = Path.Combine(batchDirectory, DirectoryName);

    /// <summary>Copies a stretch of a file; the same bytes of the same place are kept once.</summary>
    /// <returns>How many copies are new.</returns>
    public int Keep(ICheckpointFile file, string fileName, ByteRange range, string why)
    {
        files.CreateDirectory(_directory);
        var copies = 0;
        for (var offset = range.Offset; offset < range.End; offset += LargestPiece)
        {
            var piece = new byte[Math.Min(LargestPiece, range.End - offset)];
            var read = file.Read(piece, offset);
            copies += KeepPiece(piece.AsSpan(0, read), fileName, offset, why);
        }

        return copies;
    }

    private int KeepPiece(ReadOnlySpan<byte> piece, string file, long offset, string why)
    {
        var path = Path.Combine(
            _directory,
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file)}-{offset}-{piece.Length}-{Crc32C.Of(piece):x8}.bin"));
        if (files.FileExists(path))
        {
            return 0;
        }

        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"From {file}, offset {offset}, length {piece.Length}, found {time.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.\n{why}\n");
        files.WriteAtomically(Path.ChangeExtension(path, ".note"), Encoding.UTF8.GetBytes(note));
        files.WriteAtomically(path, piece);
        return 1;
    }
}

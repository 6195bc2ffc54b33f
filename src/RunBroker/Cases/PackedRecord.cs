using System.Buffers;
using System.IO.Compression;

namespace RunBroker.Cases;

/// <summary>
/// A record's JSON as it is sealed: messages repeat themselves, and a third of their octets is a third of the pages to write and to keep. Nobody
/// from outside sees how long the result is.
/// </summary>
internal static class PackedRecord
{
    /// <summary>The first octet of a packed one: no JSON begins with it.</summary>
    private const byte Brotli = 1;

    /// <summary>Octets: less is not worth it.</summary>
    private const int Least = 1024;

    /// <summary>The quickest that is worth it, and a window for <see cref="CaseRecord.MostBytes"/>.</summary>
    private const int Quality = 1;
    private const int Window = 16;

    public static byte[] Of(byte[] json)
    {
        if (json.Length < Least)
            return json;
        var room = ArrayPool<byte>.Shared.Rent(json.Length);
        try
        {
            return BrotliEncoder.TryCompress(json, room.AsSpan(0, json.Length - 1), out var written, Quality, Window) ? [Brotli, .. room.AsSpan(0, written)] : json;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room, clearArray: true);
        }
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static CaseRecord Read(ReadOnlySpan<byte> packed)
    {
        if (packed is not [Brotli, .. var octets])
            return CaseRecord.Read(packed);
        var json = new byte[CaseRecord.MostBytes];
        return BrotliDecoder.TryDecompress(octets, json, out var written) ? CaseRecord.Read(json.AsSpan(0, written))
            : throw new InvalidDataException("This is no packed record.");
    }
}

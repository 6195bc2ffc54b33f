using System.Buffers;
using System.IO.Compression;

namespace RunBroker.Protocol.Saml;

/// <summary>RFC1951 in both directions, bounded on the way in.</summary>
internal static class Deflated
{
    public static byte[] Deflate(ReadOnlySpan<byte> octets)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(octets);
        return packed.ToArray();
    }

    /// <summary>Null and the octets, or why not: a bomb stops at the cap, whatever it would become (S-005).</summary>
    public static SamlRefusal? Inflate(byte[] packed, out byte[] octets)
    {
        var cap = (int)Math.Min(SamlLimits.MessageBytes, (long)packed.Length * SamlLimits.InflateRatio);
        // One octet more than the cap tells "too much" from "just fits".
        var buffer = ArrayPool<byte>.Shared.Rent(cap + 1);
        octets = [];
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            var read = inflate.ReadAtLeast(buffer.AsSpan(0, cap + 1), cap + 1, throwOnEndOfStream: false);
            if (read > cap)
                return new(SamlReason.NotDeflate, "S-005", $"at most {cap} octets");
            octets = buffer[..read];
            return read == 0 ? new(SamlReason.NotDeflate, "SAMLBind-3.4.4.1") : null;
        }
        catch (InvalidDataException)
        {
            return new(SamlReason.NotDeflate, "SAMLBind-3.4.4.1");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RunBroker.Tenancy;

/// <summary>
/// A tenant's picture: PNG, JPEG or WebP, told by its own bytes and never by its name (O-165). SVG is a document with scripts and is none (O-123).
/// It is served as it came, with the type that its bytes have, and nothing here decodes it.
/// </summary>
internal sealed record LogoFile(string ContentType, string Hash, byte[] Content)
{
    public const int MostBytes = 32 * 1024;
    public const string Wanted = "a PNG, JPEG or WebP picture of at most 32 KB";

    /// <summary>Null when it is none of these.</summary>
    public static LogoFile? Read(byte[] content) =>
        content.Length <= MostBytes && TypeOf(content) is { } type ? new(type, Convert.ToHexStringLower(SHA256.HashData(content))[..32], content) : null;

    private static string? TypeOf(ReadOnlySpan<byte> content) =>
        IsPng(content) ? "image/png"
        : content.Length > 4 && content[..3].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) && content[^2..].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD9])
            ? "image/jpeg"
        : content.Length > 16 && content.StartsWith("RIFF"u8) && content[8..12].SequenceEqual("WEBP"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) + 8 == content.Length ? "image/webp"
        : null;

    private static bool IsPng(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        return content.Length > 33 && content.StartsWith(signature) && content[12..16].SequenceEqual("IHDR"u8);
    }
}

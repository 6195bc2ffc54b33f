using System.Security.Cryptography;

namespace RunBroker.Webhooks;

/// <summary>
/// A signing key as the receiver knows it: <c>whsec_</c> and base64 of 32 to 64 bytes (Standard Webhooks; O-166 asks 256 bits).
/// Prints as nothing: it is stored encrypted, answered once and never logged.
/// </summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int FewestBytes = 32;
    private const int MostBytes = 64;

    private readonly byte[] key;

    private WebhookSecret(byte[] key) => this.key = key;

    public static WebhookSecret Generate() => new(RandomNumberGenerator.GetBytes(FewestBytes));

    /// <summary>Null when the prefix, the base64 or the length is wrong.</summary>
    public static WebhookSecret? Read(string text)
    {
        // The length first: 64 bytes are 88 characters, and nothing longer is worth decoding.
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > Prefix.Length + 88) return null;
        var key = new byte[MostBytes + 2];
        return Convert.TryFromBase64String(text[Prefix.Length..], key, out var bytes) && bytes is >= FewestBytes and <= MostBytes
            ? new(key[..bytes])
            : null;
    }

    /// <summary>For storing (encrypted) and for the one answer to whoever made it.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(key);

    public override string ToString() => Prefix + "…";

    internal ReadOnlySpan<byte> Key => key;
}

using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Webhooks;

/// <summary>The three headers of one delivery attempt (Standard Webhooks).</summary>
public sealed record WebhookHeaders(string Id, string Timestamp, string Signature)
{
    public const string IdName = "webhook-id";
    public const string TimestampName = "webhook-timestamp";
    public const string SignatureName = "webhook-signature";
}

/// <summary>
/// <c>v1,</c> and base64 of HMAC-SHA256 over <c>id.timestamp.body</c> (O-166). The id is the same in every attempt, so a receiver can
/// drop repeats; the time is that of the attempt, and receivers should refuse one more than five minutes off.
/// </summary>
public static class WebhookSignature
{
    /// <summary>During rotation both secrets sign, newest first, so that a receiver may switch at any moment.</summary>
    public const int MostSecrets = 2;

    /// <param name="id">The event's id, without a dot: a dot would let id and timestamp trade characters.</param>
    /// <param name="body">The octets that are sent; signing a parsed and rewritten body would not verify.</param>
    /// <param name="secrets">One, or two during rotation, newest first.</param>
    /// <param name="now">The time of this attempt.</param>
    public static WebhookHeaders Sign(string id, ReadOnlySpan<byte> body, ImmutableArray<WebhookSecret> secrets, DateTimeOffset now)
    {
        if (id.Length == 0 || id.Contains('.', StringComparison.Ordinal)) throw new ArgumentException("empty or with a dot", nameof(id));
        if (secrets.Length is < 1 or > MostSecrets) throw new ArgumentException("one secret, or two", nameof(secrets));

        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signatures = new string[secrets.Length];
        for (var i = 0; i < signatures.Length; i++) signatures[i] = Of(secrets[i].Key, id, timestamp, body);
        return new(id, timestamp, string.Join(' ', signatures));
    }

    internal static string Of(ReadOnlySpan<byte> key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        mac.AppendData(body);
        return "v1," + Convert.ToBase64String(mac.GetHashAndReset());
    }
}

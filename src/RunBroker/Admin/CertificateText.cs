using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Admin;

/// <summary>Certificates as admins paste them: PEM, or base64 as in metadata, with or without line breaks. Kept as base64 in one line.</summary>
internal static class CertificateText
{
    private const int Most = 20;
    private const int Longest = 16 * 1024;
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    /// <summary>Complains by path about what is no certificate, and about weak keys (S-038).</summary>
    public static ImmutableArray<string> Read(Draft draft, string name)
    {
        switch (draft.Reader.Any(name))
        {
            case null:
                return [];
            case not JsonArray:
                draft.Errors.Add(name, "must be an array of certificates in PEM or base64");
                return [];
            case JsonArray { Count: > Most }:
                draft.Errors.Add(name, $"must have at most {Most} elements");
                return [];
            case JsonArray list:
                return [.. list.Select((node, i) => Read(draft, node, $"{name}[{i}]")).OfType<string>().Distinct(StringComparer.Ordinal)];
        }
    }

    private static string? Read(Draft draft, JsonNode? node, string at)
    {
        if (node?.GetValueKind() != JsonValueKind.String || node.GetValue<string>() is not { Length: <= Longest } text)
            draft.Errors.Add(at, "must be a certificate in PEM or base64");
        else if (Octets(text) is not { } der)
        {
            draft.Errors.Add(at, text.Contains("PRIVATE KEY", StringComparison.Ordinal)
                ? "is a private key: replace it at the provider, and send the certificate"
                : "must be one certificate in PEM or base64; of a chain, only the first");
        }
        else
        {
            switch (TrustedKey.FromCertificate(der))
            {
                case TrustedKeyResult.Refused refused:
                    draft.Errors.Add(at, $"cannot be used ({refused.Code}): {refused.Wanted} is needed");
                    break;
                default:
                    return Convert.ToBase64String(der);
            }
        }

        return null;
    }

    private static byte[]? Octets(string text)
    {
        var body = text.Trim();
        if (body.StartsWith(Begin, StringComparison.Ordinal))
        {
            // Intermediates must not become keys that sign: a chain is refused rather than cut.
            if (!body.EndsWith(End, StringComparison.Ordinal) || body.IndexOf(Begin, Begin.Length, StringComparison.Ordinal) >= 0)
                return null;
            body = body[Begin.Length..^End.Length];
        }

        var octets = new byte[body.Length];
        return Convert.TryFromBase64String(body, octets, out var length) && length > 0 ? octets[..length] : null;
    }
}

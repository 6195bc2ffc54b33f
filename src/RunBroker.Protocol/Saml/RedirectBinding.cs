using System.Text;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml;

public abstract record RedirectResult
{
    private RedirectResult()
    {
    }

    public sealed record Read(RedirectMessage Message) : RedirectResult;

    public sealed record Refused(SamlRefusal Why) : RedirectResult;
}

/// <summary>SAMLBind-3.4: DEFLATE in a query, signed over the octets as they were sent (S-111).</summary>
public static class RedirectBinding
{
    private const string DeflateEncoding = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";

    /// <param name="rawQuery">As it came, with or without the leading question mark; never decoded and encoded again.</param>
    public static RedirectResult Read(string rawQuery)
    {
        if (rawQuery.Length > SamlLimits.MessageBytes)
            return Refused(SamlReason.TooLarge, "S-001", $"{SamlLimits.MessageBytes} characters");
        if (RedirectQuery.Read(rawQuery, out var query) is { } repeated)
            return new RedirectResult.Refused(repeated);
        if (query.Message is not { } packed)
            return Refused(SamlReason.NotBase64, "SAMLBind-3.4.4", "SAMLRequest or SAMLResponse", null);
        if (query.Encoding is { } encoding && Uri.UnescapeDataString(encoding) != DeflateEncoding)
            return Refused(SamlReason.NotDeflate, "SAMLBind-3.4.4", DeflateEncoding, encoding);
        // A half of a signature is no unsigned message: somebody took the other half away.
        if (query.SigAlg is null != query.Signature is null)
            return Refused(SamlReason.MalformedSignature, "SAMLBind-3.4.4.1", "SigAlg and Signature, both or neither");

        if (Octets(packed) is not { Length: > 0 } deflated)
            return Refused(SamlReason.NotBase64, "SAMLBind-3.4.4.1");
        if (Deflated.Inflate(deflated, out var xml) is { } why)
            return new RedirectResult.Refused(why);
        if (Octets(query.Signature ?? "") is not { } signature)
            return Refused(SamlReason.MalformedSignature, "SAMLBind-3.4.4.1", "base64");
        return new RedirectResult.Read(new()
        {
            IsRequest = query.Request is not null,
            Xml = xml,
            RelayState = query.RelayState is { } state ? Uri.UnescapeDataString(state.Replace('+', ' ')) : null,
            SignatureMethod = query.SigAlg is { } method ? Uri.UnescapeDataString(method) : null,
            SignedOctets = query.SigAlg is null ? default : Encoding.UTF8.GetBytes(query.Signed),
            Signature = signature,
        });
    }

    /// <param name="endpoint">Of the metadata; may have a query of its own.</param>
    /// <param name="parameter"><c>SAMLRequest</c> or <c>SAMLResponse</c>.</param>
    /// <param name="forwarded">Further parameters, put before ours and not signed (TG-12).</param>
    /// <param name="key">Null: not signed.</param>
    public static string Url(string endpoint, string parameter, ReadOnlySpan<byte> xml, string? relayState, SpKey? key,
        IEnumerable<KeyValuePair<string, string>>? forwarded = null)
    {
        if (parameter is not (RedirectQuery.SamlRequest or RedirectQuery.SamlResponse))
            throw new ArgumentException("A message goes as SAMLRequest or SAMLResponse.", nameof(parameter));
        var url = new StringBuilder(endpoint);
        if (!endpoint.Contains('?', StringComparison.Ordinal))
            url.Append('?');
        else if (endpoint[^1] is not ('?' or '&'))
            url.Append('&');
        foreach (var (name, value) in forwarded ?? [])
        {
            // The provider may take the first of two, or the last (S-102): ours is the only one.
            if (RedirectQuery.IsOurs(name))
                throw new ArgumentException($"{name} cannot be forwarded.", nameof(forwarded));
            url.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }

        var ours = new StringBuilder(parameter).Append('=').Append(Base64(Deflated.Deflate(xml)));
        if (relayState is not null)
            ours.Append("&RelayState=").Append(Uri.EscapeDataString(relayState));
        if (key is not null)
        {
            ours.Append("&SigAlg=").Append(Uri.EscapeDataString(SignatureMethods.RsaSha256));
            var signature = key.Sign(Encoding.ASCII.GetBytes(ours.ToString()));
            ours.Append("&Signature=").Append(Base64(signature));
        }

        return url.Append(ours).ToString();
    }

    private static string Base64(byte[] octets) => Uri.EscapeDataString(Convert.ToBase64String(octets));

    // A plus is no blank here: base64 has no blank, and a sender who forgot to escape its plus meant plus.
    private static byte[]? Octets(string escaped) => Base64Text.Decode(Uri.UnescapeDataString(escaped));

    private static RedirectResult.Refused Refused(SamlReason reason, string spec, string? wanted = null, string? got = null) =>
        new(new(reason, spec, wanted, got));
}

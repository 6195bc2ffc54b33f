using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml;

/// <summary>A message as it came in a query.</summary>
public sealed record RedirectMessage
{
    /// <summary>True: SAMLRequest; false: SAMLResponse.</summary>
    public required bool IsRequest { get; init; }
    public required ReadOnlyMemory<byte> Xml { get; init; }
    public string? RelayState { get; init; }
    /// <summary>Null when the query is not signed.</summary>
    public string? SignatureMethod { get; init; }
    public ReadOnlyMemory<byte> SignedOctets { get; init; }
    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Null: signed by one of the keys. A query without signature is refused, too (S-110).</summary>
    public SamlRefusal? Verify(ImmutableArray<TrustedKey> keys, SignaturePolicy policy, DateTimeOffset now) => throw new NotSupportedException();
}

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
    /// <param name="rawQuery">As it came, with or without the leading question mark; never decoded and encoded again.</param>
    public static RedirectResult Read(string rawQuery) => throw new NotSupportedException();

    /// <param name="endpoint">Of the metadata; may have a query of its own.</param>
    /// <param name="parameter"><c>SAMLRequest</c> or <c>SAMLResponse</c>.</param>
    /// <param name="forwarded">Further parameters, put before ours and not signed (TG-12).</param>
    /// <param name="key">Null: not signed.</param>
    public static string Url(string endpoint, string parameter, ReadOnlySpan<byte> xml, string? relayState, SpKey? key,
        IEnumerable<KeyValuePair<string, string>>? forwarded = null) => throw new NotSupportedException();
}

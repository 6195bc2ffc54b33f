using System.Collections.Immutable;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// The address an admin typed for a provider, in the spellings people copy from consoles (TG-05): with or without a slash at
/// the end, or the whole discovery URL. None of them decides what the issuer is: that is the document's own word, and it
/// must be one of <see cref="Candidates"/> octet for octet (O-080).
/// </summary>
public sealed record TypedIssuer
{
    private const string WellKnown = "/.well-known/openid-configuration";

    private TypedIssuer(string bare, bool slash) =>
        (Bare, Candidates) = (bare, slash ? [bare + "/", bare] : [bare, bare + "/"]);

    private string Bare { get; }

    /// <summary>The two spellings the document may name, the typed one first.</summary>
    public ImmutableArray<string> Candidates { get; }

    /// <summary>Where the document is (OIDCD-4).</summary>
    public string WellKnownUrl => Bare + WellKnown;

    /// <summary>Of a shared Entra address the template that its document may name instead (O-081).</summary>
    internal string? EntraTemplate => EntraIssuer.TemplateOf(Candidates[0] + "/")?.TrimEnd('/');

    /// <summary>Refused: no absolute https URL, a user name, a query, a fragment.</summary>
    public static TypedIssuerResult Parse(string? typed, bool dangerAllowHttp = false)
    {
        // "common" is where the template's document is; the template itself is no address.
        var text = (typed ?? "").Trim().Replace(EntraIssuer.Placeholder, "organizations", StringComparison.Ordinal);
        if (text.Length == 0)
            return Refuse(DiscoveryFault.IssuerMissing, "the issuer URL of the provider", null,
                "Copy the issuer URL from the provider's console.");
        if (!text.Contains("://", StringComparison.Ordinal))
            return Refuse(DiscoveryFault.IssuerNotUrl, "https://" + text, text, "Put https:// in front of it.");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Scheme is not ("https" or "http"))
            return Refuse(DiscoveryFault.IssuerNotUrl, "an https URL", text, "Copy the issuer URL from the provider's console.");
        if (url.Scheme != "https" && !dangerAllowHttp)
            return Refuse(DiscoveryFault.NotHttps, "https", text, "Use the provider's https address.");
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return Refuse(DiscoveryFault.IssuerNotUrl, "no user name, query or fragment", text,
                "Leave out everything from the ? or # on, and any user name.");

        var path = url.AbsolutePath;
        var slash = path.EndsWith('/') && path.Length > 1 || text.EndsWith('/');
        path = path.TrimEnd('/');
        if (path.EndsWith(WellKnown, StringComparison.OrdinalIgnoreCase))
        {
            path = path[..^WellKnown.Length];
            slash = false;
        }

        return new TypedIssuerResult.Read(new($"{url.Scheme}://{url.Authority}{path.TrimEnd('/')}", slash));
    }

    private static TypedIssuerResult.Refused Refuse(DiscoveryFault code, string wanted, string? got, string fix) =>
        new(new("issuer_url", code, wanted, got, fix));
}

public abstract record TypedIssuerResult
{
    private TypedIssuerResult() { }
    public sealed record Read(TypedIssuer Issuer) : TypedIssuerResult;
    public sealed record Refused(DiscoveryProblem Problem) : TypedIssuerResult;

    public T Match<T>(Func<Read, T> read, Func<Refused, T> refused) => this switch
    {
        Read r => read(r),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>A SAML connection with all that its rows say read, as of an instant.</summary>
/// <param name="Pending">What the document that waits for an admin says.</param>
internal sealed record SamlView(
    ConnectionState State, SamlSettings Settings, SamlFacts Facts, IdpMetadata? Pending, Func<Uri, bool> MayUseHttp, DateTimeOffset Now)
{
    public static SamlView Of(ConnectionState state, Func<Uri, bool> mayUseHttp, DateTimeOffset now)
    {
        var settings = StoredJson.Saml(state.Row.Settings);
        var pending = state.Metadata?.PendingDocument is { } waiting ? SamlFacts.Read(waiting, settings, mayUseHttp, now).Idp : null;
        return new(state, settings, SamlFacts.Read(settings, state.Metadata, mayUseHttp, now), pending, mayUseHttp, now);
    }

    public SamlSource Source =>
        Settings.MetadataUrl is not null ? SamlSource.Url : Settings.MetadataUploaded ? SamlSource.Upload : SamlSource.Fields;

    public IdpMetadata? Idp => Facts.Idp;

    public ImmutableArray<X509Certificate2> Trusted => [.. Facts.Keys.Select(k => k.Certificate)];

    /// <summary>When the last of the provider's certificates ends: from then on none that is trusted is in its time.</summary>
    public DateTimeOffset? LastExpiry => Trusted.IsEmpty ? null : Trusted.Max(EndOf);

    public static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    public static DateTimeOffset StartOf(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    public static string Thumbprint(ReadOnlySpan<byte> octets) => Convert.ToHexString(SHA256.HashData(octets));

    /// <summary>Our live keys in the order in which they are published, and what each is for now.</summary>
    public IEnumerable<(SamlKeyRow Row, string State)> OwnKeys()
    {
        foreach (var use in State.Keys.Where(k => !Upstream.Saml.OwnKeys.Retired(k, Now)).GroupBy(k => k.KeyUse).OrderByDescending(g => g.Key))
        {
            var current = use.Where(k => k.ActiveAt <= Now).Select(k => k.Generation).DefaultIfEmpty(use.Min(k => k.Generation)).Max();
            foreach (var key in use.OrderBy(k => k.Generation == current ? 0 : k.Generation > current ? 1 : 2).ThenBy(k => k.Generation))
                yield return (key, key.Generation == current ? "current" : key.Generation > current ? "next" : "previous");
        }
    }
}

using System.Collections.Immutable;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Saml;

/// <summary>A key of ours, opened, with its row's instants.</summary>
internal sealed record OwnKey(SamlKeyRow Row, SpKey Key);

/// <summary>
/// A connection of protocol `saml` as it is now: its settings, both ends' endpoints, our keys. Cached: it is shared by all sign-ins of the
/// connection, so nobody disposes its keys.
/// </summary>
internal sealed record SamlUpstream
{
    public required string ConnectionId { get; init; }
    public required SamlSettings Settings { get; init; }

    /// <summary>The URL of our metadata for this connection.</summary>
    public required string SpEntityId { get; init; }
    /// <summary>At the issuer's host.</summary>
    public required string AcsUrl { get; init; }
    public required string SloUrl { get; init; }

    /// <summary>Null while something is missing or wrong; our metadata is served all the same.</summary>
    public required IdpMetadata? Idp { get; init; }

    /// <summary>All that are kept, by use, the oldest first.</summary>
    public required ImmutableArray<OwnKey> Keys { get; init; }

    /// <summary>For which the members below hold; the cache makes this anew before the next change.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where AuthnRequests go; null exactly when <see cref="Idp"/> is.</summary>
    public SamlEndpoint? Sso => Preferred(Idp?.SsoEndpoints, Settings.SsoBinding);

    /// <summary>Where logout messages go; null: the provider has no such endpoint.</summary>
    public SamlEndpoint? Slo => Preferred(Idp?.SloEndpoints, Settings.SloBinding);

    /// <summary>S-100.</summary>
    public bool SignsAuthnRequests => Settings.SignAuthnRequests || Idp is { WantAuthnRequestsSigned: true };

    /// <summary>What signs our messages and metadata.</summary>
    public SpKey Signer => OwnKeys.Current(Keys, SamlKeyRow.Signing, At).Key;

    /// <summary>DER: the one in use, then the next, then the one before, which may have signed what is still under way.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> SigningCertificates =>
        [.. OwnKeys.Published(Keys, SamlKeyRow.Signing, At).Select(k => k.Key.Certificate)];

    /// <summary>DER: the one in use, then the next. The one before is not shown any more, so that nobody goes on using it.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> EncryptionCertificates =>
        [.. OwnKeys.Published(Keys, SamlKeyRow.Encryption, At).Select(k => k.Key.Certificate)];

    /// <summary>Every one that is not retired is tried (S-087).</summary>
    public ImmutableArray<SpKey> DecryptionKeys => [.. OwnKeys.Decrypting(Keys, At).Select(k => k.Key)];

    // A browser that is redirected needs no script, and the message no form: so that one, unless the admin prefers the other.
    public static SamlEndpoint? Preferred(ImmutableArray<SamlEndpoint>? endpoints, string? binding)
    {
        var wanted = SamlSettings.BindingUri(binding) ?? SamlNames.RedirectBinding;
        return endpoints?.FirstOrDefault(e => e.Binding == wanted) ?? endpoints?.FirstOrDefault();
    }
}

/// <summary>Which key does what at an instant: published next, then in use, then retired.</summary>
internal static class OwnKeys
{
    /// <summary>The newest that has begun. There is always one: the first begins when the connection is made.</summary>
    public static OwnKey Current(ImmutableArray<OwnKey> keys, string use, DateTimeOffset now) =>
        keys.Where(k => k.Row.KeyUse == use && k.Row.ActiveAt <= now).MaxBy(k => k.Row.Generation)
        ?? keys.First(k => k.Row.KeyUse == use);

    public static IEnumerable<OwnKey> Published(ImmutableArray<OwnKey> keys, string use, DateTimeOffset now)
    {
        var current = Current(keys, use, now).Row.Generation;
        var live = keys.Where(k => k.Row.KeyUse == use && !Retired(k.Row, now));
        var next = live.Where(k => k.Row.Generation >= current).OrderBy(k => k.Row.Generation);
        return use == SamlKeyRow.Encryption ? next
            : next.Concat(live.Where(k => k.Row.Generation < current).OrderByDescending(k => k.Row.Generation));
    }

    public static IEnumerable<OwnKey> Decrypting(ImmutableArray<OwnKey> keys, DateTimeOffset now)
    {
        var current = Current(keys, SamlKeyRow.Encryption, now).Row.Generation;
        return keys.Where(k => k.Row.KeyUse == SamlKeyRow.Encryption && !Retired(k.Row, now))
            .OrderBy(k => k.Row.Generation == current ? 0 : 1).ThenByDescending(k => k.Row.Generation);
    }

    public static bool Retired(SamlKeyRow key, DateTimeOffset now) => key.RetiredAt is { } at && at <= now;

    /// <summary>The next instant at which one of them changes its part; null: none is foreseen.</summary>
    public static DateTimeOffset? NextChange(IEnumerable<SamlKeyRow> keys, DateTimeOffset now) =>
        keys.SelectMany(k => new[] { k.ActiveAt, k.RetiredAt }).Where(at => at > now).Min();
}

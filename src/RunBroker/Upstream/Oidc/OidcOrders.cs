using RunBroker.Pages.Words;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage.Secrets;

namespace RunBroker.Upstream.Oidc;

/// <summary>Whether an order really comes from the provider: its token is held against the provider's keys, fetched again for an unknown one.</summary>
internal sealed class OidcOrders(OidcClient client, RemoteKeys keys, SecretBox box, TimeProvider time)
{
    public Task<(UpstreamLogout? Logout, UpstreamFault? Fault)> Logout(UpstreamConnection connection, string token, CancellationToken stop) =>
        Logout(connection, token, null, stop);

    /// <param name="at">Null: when its keys are there.</param>
    public async Task<(UpstreamLogout? Logout, UpstreamFault? Fault)> Logout(
        UpstreamConnection connection, string token, DateTimeOffset? at, CancellationToken stop)
    {
        var (trust, fault) = await client.Trust(connection, stop);
        if (trust is null)
            return (null, fault);
        var decryption = connection.DecryptionKeys(box);
        return await Judge(connection, trust.JwksUri, set => UpstreamLogoutToken.Check(token, set, decryption, trust, at ?? time.GetUtcNow())
            .Match<Verdict<UpstreamLogout>>(a => new(a.Logout, null), r => new(null, r.Why), n => new(null, n.Why, true)), stop);
    }

    /// <param name="audiences">The endpoint's URLs.</param>
    public async Task<(RevocationCaller? Caller, string Issuer, UpstreamFault? Fault)> Revocation(
        UpstreamConnection connection, string token, string[] audiences, CancellationToken stop)
    {
        var (trust, fault) = await client.Trust(connection, stop);
        if (trust is null)
            return (null, "", fault);
        var expected = new RevocationTrust
        {
            Issuer = trust.Issuer,
            Caller = trust.ClientId,
            Audiences = [.. audiences],
            Algorithms = trust.IdTokenAlgorithms,
        };
        var (caller, why) = await ByKeysAt(connection, trust.JwksUri, token, expected, stop);
        return (caller, trust.Issuer, why);
    }

    /// <summary>As above, of whoever publishes keys there.</summary>
    public Task<(RevocationCaller? Caller, UpstreamFault? Fault)> ByKeysAt(
        UpstreamConnection connection, string jwksUri, string token, RevocationTrust expected, CancellationToken stop) =>
        Judge(connection, jwksUri, set => Of(RevocationToken.Check(token, set, expected, time.GetUtcNow())), stop);

    /// <summary>As above, by keys that are at hand.</summary>
    public (RevocationCaller? Caller, UpstreamFault? Fault) ByKeys(JwkSet set, string token, RevocationTrust expected)
    {
        var (caller, why, _) = Of(RevocationToken.Check(token, set, expected, time.GetUtcNow()));
        return (caller, why is null ? null : OidcClient.Refused(why));
    }

    private static Verdict<RevocationCaller> Of(RevocationTokenResult result) =>
        result.Match<Verdict<RevocationCaller>>(a => new(a.Caller, null), r => new(null, r.Why), n => new(null, n.Why, true));

    private async Task<(T? Said, UpstreamFault? Fault)> Judge<T>(
        UpstreamConnection connection, string jwksUri, Func<JwkSet, Verdict<T>> check, CancellationToken stop)
        where T : class
    {
        var tenant = connection.Row.TenantId;
        if (await keys.Get(tenant, jwksUri, stop) is not { } set)
        {
            return (null, new UpstreamFault(
                ErrorReason.UpstreamUnreachable, "upstream.JwksUnreachable", "OIDCD-3", "the provider's keys", null, "temporarily_unavailable"));
        }

        var verdict = check(set);
        if (verdict.FreshKeysMayHelp && await keys.Refetch(tenant, jwksUri, stop) is { } fresh)
            verdict = check(fresh);
        return (verdict.Said, verdict.Why is { } why ? OidcClient.Refused(why) : null);
    }

    private readonly record struct Verdict<T>(T? Said, UpstreamRefusal? Why, bool FreshKeysMayHelp = false)
        where T : class;
}

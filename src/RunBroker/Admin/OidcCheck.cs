using System.Collections.Immutable;
using RunBroker.Http.Outbound;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage.Model;
using RunBroker.Upstream.Oidc;

namespace RunBroker.Admin;

/// <summary>What stands between an OIDC connection and its first sign-in.</summary>
internal sealed class OidcCheck(Outbound outbound, OidcClient client)
{
    /// <summary>Without asking the provider.</summary>
    public static ImmutableArray<ConnectionProblem> Missing(Connection row)
    {
        var settings = UpstreamConnection.Of(row).Settings;
        var problems = ImmutableArray.CreateBuilder<ConnectionProblem>();
        if (settings.IssuerUrl is null)
            problems.Add(new("issuer_url", "Missing", "the issuer URL of the provider", null,
                "Copy the issuer URL from the provider's console."));
        if (settings.ClientId is null)
            problems.Add(new("client_id", "Missing", "the client ID that the provider gave", null,
                "Register our callback URL at the provider and copy the client ID."));
        if (settings.TokenEndpointAuthMethod.StartsWith("client_secret", StringComparison.Ordinal) && row.ClientSecret is null)
            problems.Add(new("client_secret", "Missing", "the client secret that the provider gave", null,
                "Enter the client secret; it is not kept when issuer_url changes."));
        return problems.ToImmutable();
    }

    /// <summary>Fetches the document and the keys now, and judges all of it.</summary>
    /// <returns>Empty problems: it can be enabled. Warnings say what will work less well.</returns>
    public async Task<(ImmutableArray<ConnectionProblem> Problems, ImmutableArray<ConnectionProblem> Warnings)> All(Connection row,
        CancellationToken stop)
    {
        var missing = Missing(row);
        var connection = UpstreamConnection.Of(row);
        if (connection.Settings.IssuerUrl is null)
            return (missing, []);
        var typed = TypedIssuer.Parse(connection.Settings.IssuerUrl, client.MayUseHttp);
        if (typed is TypedIssuerResult.Refused refused)
            return ([.. missing, Of(refused.Problem)], []);
        var issuer = ((TypedIssuerResult.Read)typed).Issuer;
        var (document, unreachable) = await Fetch(OutboundPurpose.Discovery, row, issuer.WellKnownUrl, "issuer_url", stop);
        if (unreachable is not null)
            return ([.. missing, unreachable], []);
        return UpstreamDiscovery.Read(document, issuer, client.DiscoverySettingsOf(connection)) switch
        {
            DiscoveryResult.Found found =>
                ([.. missing, .. await Keys(row, found.Discovery.Trust.JwksUri, stop)], [.. Plain(connection.Settings.IssuerUrl), .. found.Warnings.Select(Of)]),
            DiscoveryResult.Refused wrong => ([.. missing, .. wrong.Problems.Select(Of)], []),
            _ => throw new InvalidOperationException("The set of outcomes is closed."),
        };
    }

    private static ImmutableArray<ConnectionProblem> Plain(string issuer) => SamlCheck.OverHttp("issuer_url", issuer) is { } plain ? [plain] : [];

    private async Task<ImmutableArray<ConnectionProblem>> Keys(Connection row, string uri, CancellationToken stop)
    {
        var (document, unreachable) = await Fetch(OutboundPurpose.Jwks, row, uri, "jwks_uri", stop);
        if (unreachable is not null)
            return [unreachable];
        return JwkSet.Parse(document).Match<ImmutableArray<ConnectionProblem>>(
            read: r => r.Keys.Keys.IsEmpty
                ? [new("jwks_uri", "NoUsableKey", "a public RSA or EC key for signatures",
                    r.Keys.LeftOut.FirstOrDefault()?.Why.Reason.ToString(), "The provider must publish its signing keys.")]
                : [],
            refused: r => [new("jwks_uri", "NotKeys", "a JWK set", r.Why.Reason.ToString(),
                "The provider must publish its signing keys as a JWK set.")]);
    }

    private async Task<(ReadOnlyMemory<byte> Body, ConnectionProblem? Problem)> Fetch(
        OutboundPurpose purpose, Connection row, string url, string field, CancellationToken stop)
    {
        var result = await outbound.Send(new OutboundRequest(purpose, row.TenantId.Value, HttpMethod.Get, url) { Timeout = ConnectionDrafts.Patience },
            stop);
        // O-164: the reason and the status, never what the other side wrote.
        return result.Match<(ReadOnlyMemory<byte>, ConnectionProblem?)>(
            answered: a => a.Status == 200 ? (a.Body, null)
                : (default, Unreachable($"HTTP {a.Status}", "Check the address, and whether the provider serves it.")),
            refused: r => (default, Unreachable(r.Reason.ToString(), OutboundFixes.For(r.Reason))),
            failed: f => (default, Unreachable(f.Reason.ToString(), OutboundFixes.For(f.Reason))));

        ConnectionProblem Unreachable(string got, string fix) => new(field, "Unreachable", $"HTTP 200 from {url}", got, fix);
    }

    private static ConnectionProblem Of(DiscoveryProblem p) =>
        new(p.Field == "entra_tenants" ? "allowed_tenant_ids" : p.Field, p.Code.ToString(), p.Wanted, p.Got, p.Fix);
}

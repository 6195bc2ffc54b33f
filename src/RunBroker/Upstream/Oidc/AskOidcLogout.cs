using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Upstream.Oidc;

/// <summary>Broker → upstream: RP-initiated logout (OIDCRP-2), with the session's own ID token as the hint.</summary>
internal sealed class AskOidcLogout(OidcClient client, Hosts hosts, Settings settings)
{
    /// <summary>A longer one goes by POST, which every provider has to take as well: an ID token may be larger than a request line may.</summary>
    private const int LongestUrl = 4000;

    public async Task<bool> Can(Connection row, CancellationToken stop) => (await Trust(row, stop)).Trust is { EndSessionEndpoint: not null };

    public async Task<LogoutAsk> For(HttpContext http, Connection row, UpstreamFacts? facts, CancellationToken stop)
    {
        var (trust, why) = await Trust(row, stop);
        if (trust is null)
            return LogoutAsk.Failed(why!);
        var host = await hosts.CallbackHost(http, row.TenantId, stop);
        var back = $"{new Uri(settings.Issuer).Scheme}://{host}{Routes.OidcSignedOut(row.Id)}";
        var state = RandomToken.Create("", 32);
        if (UpstreamEndSession.Url(trust, facts?.IdToken, back, state) is not { } url)
            return LogoutAsk.Cannot("the provider has no end_session_endpoint");
        return LogoutAsk.By(url.Length > LongestUrl ? AsForm(url) : new UpstreamWay.Redirect(url), state);
    }

    private static UpstreamWay.Post AsForm(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        ImmutableArray<FormField> fields = [.. Parameters.Parse(url[query..]).All.Select(p => new FormField(p.Key, p.Value))];
        return new(new Uri(url[..query]), fields);
    }

    /// <summary>A provider that is away must not hold the person up.</summary>
    private async Task<(OidcTrust? Trust, string? Why)> Trust(Connection row, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Limits.UpstreamSignOutPrepare);
        try
        {
            var (trust, fault) = await client.Trust(UpstreamConnection.Of(row), patience.Token);
            return (trust, fault is null ? null : $"{fault.Code}: {fault.Wanted}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, "the provider's discovery document did not come in time");
        }
    }
}

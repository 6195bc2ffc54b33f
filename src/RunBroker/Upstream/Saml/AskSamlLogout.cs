using RunBroker.Protocol.Saml;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>Broker → upstream: the LogoutRequest, by the Redirect or the POST binding (SAMLProf-4.4.3.1, SDP-SP24 to SP34).</summary>
internal sealed class AskSamlLogout(SamlConnections connections, TimeProvider time)
{
    public async Task<bool> Can(Connection row, CancellationToken stop) => (await connections.Load(row, stop)) is { Trust: not null, Upstream.Slo: not null };

    /// <param name="relayState">Opaque to the provider: the sign-out's id, which is worth nothing without the browser's cookie.</param>
    public async Task<LogoutAsk> For(Connection row, UpstreamFacts? facts, string relayState, CancellationToken stop)
    {
        var (trust, upstream, fault) = await connections.Load(row, stop);
        if (trust is null || upstream is null)
            return LogoutAsk.Failed($"{fault?.Code}: {fault?.Wanted}");
        if (upstream.Slo is not { } slo)
            return LogoutAsk.Cannot("the provider has no SingleLogoutService");
        if (facts?.NameId is not { } name)
            return LogoutAsk.Cannot("the provider named nobody when the session began, so there is nobody to name now");
        var id = SamlIds.New();
        var xml = LogoutRequest.Write(id, time.GetUtcNow(), upstream.SpEntityId, slo.Url, name, facts.SessionIndex);
        var signer = upstream.Settings.SignLogoutRequests ? upstream.Signer : null;
        return LogoutAsk.By(
            slo.Binding == SamlNames.PostBinding
                ? new UpstreamWay.Post(new Uri(slo.Url), SamlForm.Of(PostedMessage.Request, xml, signer, relayState))
                : new UpstreamWay.Redirect(RedirectBinding.Url(slo.Url, PostedMessage.Request, xml, relayState, signer)), id);
    }
}

using System.Collections.Immutable;
using RunBroker.Authorize;
using RunBroker.Logout;
using RunBroker.Pages;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// Broker → upstream: the LogoutResponse to the one who asked, at an address of its metadata only (S-115), by the way its request came where it
/// has both. Success says that everyone was told; anything less is PartialLogout (SAMLCore-3.7.3.2).
/// </summary>
internal sealed class SamlAskerAnswer(Db db, SamlConnections connections, FirstAnswers answers, TimeProvider time)
{
    /// <param name="signOut">Null: no session was left to end, so nobody was to be told.</param>
    public async Task<IResult> Answer(HttpContext http, SamlAsker asker, string? signOut, CancellationToken stop)
    {
        var row = await db.Read(tx => ConnectionStore.Find(tx, asker.TenantId, asker.Connection), stop);
        var (_, upstream, _) = row is { IsUsable: true } ? await connections.Load(row, stop) : default;
        if ((upstream?.Idp?.SloEndpoints.FirstOrDefault(e => e.Binding == asker.Binding) ?? upstream?.Slo) is not { } slo)
            return SignedOut.Plain(http, null);
        var legs = signOut is null ? [] : await answers.Wait(signOut, Limits.AppAnswerWaitsOfProvider, stop);
        var url = slo.ResponseUrl ?? slo.Url;
        var xml = LogoutResponse.Write(SamlIds.New(), time.GetUtcNow(), upstream!.SpEntityId, url, asker.RequestId, StatusOf(legs));
        return slo.Binding == SamlNames.RedirectBinding
            ? new SeeOther(RedirectBinding.Url(url, PostedMessage.Response, xml, asker.RelayState, upstream.Signer))
            : PersonPages.OnwardPost(PageFrame.For(http.Request), new Uri(url),
                SamlForm.Of(PostedMessage.Response, xml, upstream.Signer, asker.RelayState), FormPostTo.UpstreamSignOut);
    }

    public static SamlLogoutStatus StatusOf(ImmutableArray<LogoutLeg> legs) =>
        legs.All(l => l.State == LegStates.Delivered) ? SamlLogoutStatus.Success : SamlLogoutStatus.PartialLogout;
}

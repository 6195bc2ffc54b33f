using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage;

namespace RunBroker.Upstream.Saml;

/// <summary>Upstream → broker: end this person's sessions (SAMLProf-4.4), by the Redirect or the POST binding.</summary>
internal static class SloEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, UpstreamSignOut signOut, Refusal refusal, TimeProvider time, CancellationToken stop)
    {
        var file = CaseFile.Open(time, null);
        if (await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is not { Protocol: "saml" } row)
        {
            return await refusal.TellPerson(
                http, file, ErrorReason.ConnectionUnknown, "slo.Unknown", "no SAML connection has this address", "S-113", status: 404);
        }

        file.About(row.TenantId, row.Id);
        var (message, why) = await LogoutMessage.Read(http.Request, stop);
        var fault = why is not null ? SamlFaults.Of(why)
            // We have asked for nothing yet that this could answer; it ends nothing and keeps nothing alive (S-114).
            : !message!.IsRequest ? Fault("slo.NotAsked", "S-114", "a LogoutRequest", "a LogoutResponse")
            : !row.IsUsable ? Fault("connection.Disabled", "S-067", "an enabled connection", "a disabled one")
            : null;
        if (fault is null)
        {
            (var upstream, var asked, fault) = await signOut.Do(row, message!, http.Ip());
            if (fault is null)
                return Answer(http, upstream!, asked!, message!, time.GetUtcNow());
        }

        return await refusal.TellPersonAboutSignOut(http, file, fault);
    }

    /// <summary>Back to the provider, at an address of its metadata only (S-115); by the way it came where it has both.</summary>
    private static IResult Answer(HttpContext http, SamlUpstream upstream, SamlLogoutAsked asked, LogoutMessage message, DateTimeOffset now)
    {
        var binding = message.Redirect is null ? SamlNames.PostBinding : SamlNames.RedirectBinding;
        if ((upstream.Idp!.SloEndpoints.FirstOrDefault(e => e.Binding == binding) ?? upstream.Slo) is not { } slo)
            return PersonPages.SignedOut(PageFrame.For(http.Request), new SignedOutModel());
        var url = slo.ResponseUrl ?? slo.Url;
        var xml = LogoutResponse.Write(SamlIds.New(), now, upstream.SpEntityId, url, asked.Id, SamlLogoutStatus.Success);
        return slo.Binding == SamlNames.RedirectBinding
            ? new SeeOther(RedirectBinding.Url(url, PostedMessage.Response, xml, message.RelayState, upstream.Signer))
            : PersonPages.OnwardPost(PageFrame.For(http.Request), new Uri(url),
                SamlForm.Of(PostedMessage.Response, xml, upstream.Signer, message.RelayState), FormPostTo.UpstreamSignOut);
    }

    private static UpstreamFault Fault(string code, string spec, string wanted, string got) =>
        new(ErrorReason.UpstreamAnswerInvalid, code, spec, wanted, got, "server_error");
}

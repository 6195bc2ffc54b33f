using RunBroker.Authorize;
using RunBroker.Cases;
using RunBroker.Logout;
using RunBroker.Pages.Words;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>Upstream → broker: end this person's sessions, or the answer to our asking for it (SAMLProf-4.4), by the Redirect or the POST binding.</summary>
internal static class SloEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, UpstreamSignOut signOut, LogoutAnswers answers, Refusal refusal, TimeProvider time, CancellationToken stop)
    {
        var file = CaseFile.Open(time, null);
        if (await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is not { Protocol: "saml" } row)
        {
            return await refusal.TellPerson(
                http, file, ErrorReason.ConnectionUnknown, "slo.Unknown", "no SAML connection has this address", "S-113", status: 404);
        }

        file.About(row.TenantId, row.Id);
        var (message, why) = await LogoutMessage.Read(http.Request, stop);
        if (message is not null)
            file.ReceivedUnasked(message.IsRequest ? "logout_request" : "logout_response", DecodedXml.Of(message.Redirect?.Xml ?? message.Xml));
        if (message is { IsRequest: false })
            return await answers.Take(http, file, row, message, stop);
        var (result, fault) = why is not null ? (null, SamlFaults.Of(why))
            : !row.IsUsable ? (null, Disabled)
            : await signOut.Do(http, row, message!);
        return result ?? await refusal.TellPersonAboutSignOut(http, file, fault!);
    }

    public static UpstreamFault Disabled { get; } =
        new(ErrorReason.UpstreamAnswerInvalid, "connection.Disabled", "S-067", "an enabled connection", "a disabled one", "server_error");
}

/// <summary>Answers to our requests: good or not, the person's browser goes on (S-114).</summary>
internal sealed class LogoutAnswers(TakeLogoutAnswer take, SignOutWays ways, Refusal refusal)
{
    public async Task<IResult> Take(HttpContext http, CaseFile file, Connection row, LogoutMessage message, CancellationToken stop)
    {
        var (signOut, fault) = row.IsUsable ? await take.Take(row, message) : (null, SloEndpoint.Disabled);
        var page = fault is null ? null : await refusal.TellPersonAboutSignOut(http, file, fault);
        // Of a message that proves nothing, the RelayState is good for this much: it leads to a page that asks for this browser's own cookie.
        return await ways.Address(http, signOut ?? message.RelayState, stop) is { } address ? new SeeOther(address)
            : page ?? SignedOut.Plain(http, null);
    }
}

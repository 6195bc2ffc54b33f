using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.SignIns;
using RunBroker.Storage;

namespace RunBroker.Upstream.Saml;

/// <summary>Upstream → broker: the Response, by the POST binding (SAMLProf-4.1.4).</summary>
internal static class AcsEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, Hosts hosts, WaitingSignIns waiting, SolicitedAnswer solicited,
        UnsolicitedAnswer unsolicited, Refusal refusal, TimeProvider time, CancellationToken stop)
    {
        var file = CaseFile.Open(time, null);
        var sent = HttpMethods.IsPost(http.Request.Method) ? await http.Request.ReadFormParameters(stop, Limits.SamlFormBytes) : null;
        var named = await waiting.Named(sent, stop);
        var row = named?.Connection.Row is { } its && its.Id == connection ? its : await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop);
        if (row is { Protocol: not "saml" })
            return await Unknown();
        file.About(row?.TenantId, row?.Id);
        if (sent is null)
        {
            return await refusal.TellPerson(http, file, ErrorReason.UpstreamAnswerInvalid, "acs.NotPosted",
                "the answer must be posted as application/x-www-form-urlencoded, of 1 MB at most", "S-016");
        }

        var message = PostedMessage.Read(sent, PostedMessage.Response);
        return await waiting.Find(http, connection, row, named, sent, message, stop) switch
        {
            Waiting.Found found => await solicited.Take(http, found.SignIn, found.Asked, message) ?? await waiting.Replayed(http, row),
            Waiting.Refused refused => refused.Page,
            _ when row is null => await Unknown(),
            Waiting.Nobody => await unsolicited.Take(http, row, file, message, await hosts.CallbackHost(http, row.TenantId, stop)),
            Waiting.Unreadable unreadable => await refusal.TellPerson(http, file, SamlFaults.Of(unreadable.Why)),
            _ => throw new InvalidOperationException("closed set"),
        };

        Task<IResult> Unknown() => refusal.TellPerson(
            http, file, ErrorReason.ConnectionUnknown, "acs.Unknown", "no SAML connection has this address", "S-146", status: 404);
    }
}

using RunBroker.Cases;
using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.SignIns;
using RunBroker.Storage;

namespace RunBroker.Upstream.Oidc;

/// <summary>
/// Upstream → broker: end sessions (OIDC Back-Channel Logout 2.5 to 2.8). 200, or 400 with the reason; the tenant's admin finds what was wanted
/// and what came in a case file.
/// </summary>
internal static class BackchannelLogoutEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, OidcSignOut signOut, Refusal refusal, TimeProvider time, CancellationToken stop)
    {
        if (await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is not { Protocol: "oidc" } row)
            return UpstreamAnswers.NoSuchConnection;
        var sent = await http.Request.ReadFormParameters(stop) ?? Parameters.None;
        if (sent.Repeated is not null || sent["logout_token"] is not { } token)
            return OAuthJson.Error("invalid_request", "logout_token is missing");
        var fault = row.IsUsable ? await signOut.Do(row, token, http.Ip())
            : new UpstreamFault(ErrorReason.ConnectionDisabled, "connection.Disabled", "S-067", "an enabled connection", "a disabled one", "server_error");
        if (fault is null)
            return UpstreamAnswers.Done(200);
        var file = CaseFile.Open(time, null);
        file.About(row.TenantId, row.Id);
        file.ReceivedUnasked("logout_token", DecodedJson.Token(token));
        await refusal.NoteSignOut(http, file, fault);
        return OAuthJson.Error("invalid_request", $"{fault.Code} ({fault.Spec}); case {file.CaseId}");
    }
}

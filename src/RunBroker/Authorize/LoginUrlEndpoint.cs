using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Authorize;

/// <summary>
/// A connection's own login URL (CO-05, CO-06): the tenant's default app is asked to begin a sign-in (OIDCC-4, third-party-initiated
/// login), so that it gets an answer to a request of its own, with its own state and nonce.
/// </summary>
internal static class LoginUrlEndpoint
{
    public static async Task<IResult> Handle(
        string slug, HttpContext http, Db db, DefaultApp defaultApp, Refusal refusal, TimeProvider time, CancellationToken stop)
    {
        var found = await db.Read(async tx =>
            await ConnectionStore.FindBySlug(tx, slug) is { } connection
                ? (connection, await TenantStore.Find(tx, connection.TenantId)) : default, stop);
        var file = CaseFile.Open(time, found.Item2?.DefaultClientId);
        if (found.connection is not { } row || found.Item2 is not { } tenant)
            return await refusal.TellPerson(http, file, ErrorReason.ConnectionUnknown, "login_url.Unknown", "no connection has this login URL", "CO-06", status: 404);
        file.About(tenant.Id, row.Id);
        if (!row.Enabled || row.ArchivedAt is not null)
            return await refusal.TellPerson(http, file, ErrorReason.ConnectionDisabled, "login_url.Disabled", "the connection is not enabled", "CO-06");

        // From now on this browser is offered "Login with SSO" (CO-06).
        Cookies.WriteLastConnection(http, row.Id, time.GetUtcNow() + Limits.HintCookie);
        // An app that hands all of them on to its request to us must not be steered by them: no protocol parameter, nothing twice (O-130).
        var forwarded = Parameters.Parse(http.Request.QueryString.Value).All.DistinctBy(p => p.Key)
            .Where(p => Forwarding.MayPass(p.Key, p.Value) && p.Key != "target_link_uri");
        return await defaultApp.UrlToBegin(tenant, row, forwarded, stop) is { } url
            ? new SeeOther(url)
            : await refusal.TellPerson(http, file, ErrorReason.NoDefaultApp, "login_url.NoDefaultApp", DefaultApp.Missing, "OIDCC-4");
    }
}

using RunBroker.Authorize;
using RunBroker.Cases;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// A Response that nobody asked for: the person pressed a tile in the provider's portal (S-066, AU-37). Off by default. When on, it is
/// checked, and then signs nobody in: the tenant's default app is asked to begin a sign-in of its own, which the provider, where the person
/// is signed in, answers without a page. So nobody can be signed in as somebody else by a form that a stranger made them post, and the
/// app gets an answer to its own request. RelayState is not looked at.
/// </summary>
internal sealed class UnsolicitedAnswer(Db db, SamlJudge judge, DefaultApp defaultApp, Refusal refusal, Settings settings)
{
    /// <param name="host">The host that the answer came to, as configured.</param>
    public async Task<IResult> Take(HttpContext http, Connection row, CaseFile file, PostedMessage message, string host)
    {
        file.ReceivedUnasked("response", DecodedXml.Of(message.AsRead, message.Xml.Length));
        if (!row.IsUsable)
        {
            return await refusal.TellPerson(
                http, file, ErrorReason.ConnectionDisabled, "connection.Disabled", "the connection is not enabled", "S-067", status: 403);
        }

        if (!StoredJson.Saml(row.Settings).AllowIdpInitiated)
        {
            var off = new SamlRefusal(SamlReason.Unsolicited, "S-066", "a request of ours, or allow_idp_initiated", "an answer to none");
            return await refusal.TellPerson(http, file, SamlFaults.Of(off) with { Page = ErrorReason.ProviderInitiated });
        }

        var (login, _, fault) = await judge.Response(row, message.AsRead,
            _ => SamlExpectation.Unsolicited(SamlUrls.Acs(settings, row.Id, host)), CancellationToken.None);
        if (login is { AssertionId: var id, ReplayUntil: var until }
            && !await db.Write(tx => Replays.IsNew(tx, row.Id, id, until), CancellationToken.None))
            fault = SamlFaults.Of(new SamlRefusal(SamlReason.Replayed, "S-073", "an assertion that never came before", id));
        if (fault is not null)
            return await refusal.TellPerson(http, file, fault);
        return await Begin(http, row, file);
    }

    private async Task<IResult> Begin(HttpContext http, Connection row, CaseFile file)
    {
        var tenant = await db.Read(tx => TenantStore.Find(tx, row.TenantId), CancellationToken.None);
        if (tenant is null || await defaultApp.UrlToBegin(tenant, row, [], CancellationToken.None) is not { } url)
        {
            return await refusal.TellPerson(
                http, file, ErrorReason.NoDefaultApp, "acs.NoDefaultApp", DefaultApp.Missing, "AU-37", status: 403);
        }

        file.Passed("upstream_answer", "an unsolicited answer was checked; the default app begins a sign-in of its own");
        await db.Write(file.Succeed, CancellationToken.None);
        return new SeeOther(url);
    }
}

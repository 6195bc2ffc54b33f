using RunBroker.Logout;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker.Upstream;

/// <summary>What a protocol made of a session's end: the way there and the name its answer will have, or why there is none.</summary>
/// <param name="State">Of the leg, when there is no way.</param>
internal sealed record LogoutAsk(UpstreamWay? Way, string? RequestId, string State, string? Why)
{
    public static LogoutAsk By(UpstreamWay way, string requestId) => new(way, requestId, LegStates.Pending, null);

    /// <summary>The other side has no way to be asked.</summary>
    public static LogoutAsk Cannot(string why) => new(null, null, LegStates.NotPossible, why);

    public static LogoutAsk Failed(string why) => new(null, null, LegStates.Failed, why);
}

/// <summary>Broker → upstream: end the person's session with you, through their browser. Each leg is asked once, whatever comes of it.</summary>
internal sealed class AskUpstream(Db db, AskSamlLogout saml, AskOidcLogout oidc, SecretBox box, TimeProvider time)
{
    /// <returns>Null: it cannot be asked, and the leg says why; or somebody has asked meanwhile.</returns>
    public async Task<UpstreamWay?> Ask(HttpContext http, SignOutWay way, LogoutLeg leg, CancellationToken stop)
    {
        var row = await db.Read(tx => ConnectionStore.Find(tx, leg.TenantId, leg.Target), stop);
        var asked = row is null ? new LogoutAsk(null, null, LegStates.Gone, "the connection is no longer there")
            : !row.IsUsable ? LogoutAsk.Cannot("the connection is switched off")
            : await Prepare(http, row, way, leg, stop);
        // The browser may go away now: what was decided is written all the same.
        var first = await db.Write(
            tx => asked.Way is not null ? LogoutStore.Ask(tx, leg, asked.RequestId!, time.GetUtcNow())
                : LogoutStore.Settle(tx, leg.TenantId, leg.Id, asked.State, null, asked.Why, time.GetUtcNow()), CancellationToken.None);
        return first ? asked.Way : null;
    }

    /// <summary>Whether it could be asked, as far as can be told without waiting long.</summary>
    public async Task<bool> Can(Connection row, CancellationToken stop) => row.Protocol == "saml" ? await saml.Can(row, stop) : await oidc.Can(row, stop);

    private Task<LogoutAsk> Prepare(HttpContext http, Connection row, SignOutWay way, LogoutLeg leg, CancellationToken stop)
    {
        var place = new SecretPlace(leg.TenantId.Value, "sso_session", way.LogoutOf(leg).SessionId, "upstream");
        var facts = leg.Upstream is { } held && box.Open(held, place) is { } json ? UpstreamFacts.Read(json) : null;
        return row.Protocol == "saml" ? saml.For(row, facts, way.Id, stop) : oidc.For(http, row, facts, stop);
    }
}

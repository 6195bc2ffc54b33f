using RunBroker.Cases;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream;
using RunBroker.Upstream.Oidc;

namespace RunBroker.Check;

/// <summary>A logout token, judged as at the back channel; nobody is signed out.</summary>
internal sealed class CheckLogoutToken(Db db, OidcOrders orders)
{
    private const string Signature = "check.signature", Issuer = "check.issuer", Audience = "check.audience", Time = "check.time",
        Event = "check.event", Subject = "check.subject", Replay = "check.replay";

    public async Task<Judged> Of(Connection row, Pasted.Token pasted, DateTimeOffset at, CheckTexts t, CancellationToken stop)
    {
        var judged = new Judged(at, [Signature, Issuer, Audience, Time, Event, Subject, Replay]);
        judged.File.Received("logout_token", DecodedJson.Token(pasted.Text));
        var connection = UpstreamConnection.Of(row);
        var (logout, fault) = await orders.Logout(connection, pasted.Text, at, stop);
        var failed = fault is null ? Replay : NameOf(fault.Code);
        foreach (var name in failed is null ? [] : judged.Names.TakeWhile(n => n != failed))
            judged.File.Checked(name, null, null);
        if (logout is null)
            return judged.Refused(fault!, failed);

        var (sid, hash) = (UpstreamSubject.Sid(logout.Sid), logout.Subject is { } sub ? UpstreamSubject.Hash(row.Id, logout.Issuer, sub) : null);
        var (came, live) = await db.Read(
            async tx => (await UpstreamOrder.Came(tx, row.Id, logout.TokenId), hash is null ? await SessionStore.OfUpstreamSid(tx, row.TenantId, row.Id, sid!)
                : await SessionStore.OfUpstream(tx, row.TenantId, row.Id, hash, sid is null ? [] : [sid])), stop);
        if (came)
            judged.NotChecked(Replay, t.CameBefore);
        else
            judged.File.Checked(Replay, "a token that never came before", "a new one");
        judged.Sessions = live.Length;
        return judged;
    }

    private static string? NameOf(string code) => code.Split('.') is not ["upstream", var name] || !Enum.TryParse<UpstreamReason>(name, out var reason) ? null : reason switch
    {
        UpstreamReason.WrongIssuer => Issuer,
        UpstreamReason.WrongAudience => Audience,
        UpstreamReason.MissingIssuedAt or UpstreamReason.IssuedInFuture or UpstreamReason.LogoutTokenTooOld or UpstreamReason.Expired => Time,
        UpstreamReason.NonceInLogoutToken or UpstreamReason.WrongLogoutEvent or UpstreamReason.MissingTokenId => Event,
        UpstreamReason.LogoutNamesNobody => Subject,
        _ => Signature,
    };
}

using System.Collections.Immutable;
using RunBroker.Cases;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream;
using RunBroker.Upstream.Saml;

namespace RunBroker.Check;

/// <summary>A SAML logout message, judged as at the SLO endpoint; nobody is signed out.</summary>
internal sealed class CheckSamlLogout(Db db, SamlConnections connections)
{
    private const string Message = "check.message", Signature = "check.signature", Issuer = "check.issuer", Address = "check.address",
        Asked = "check.in_response_to", Time = "check.time", Subject = "check.subject", Replay = "check.replay";

    public async Task<Judged> Of(Connection row, Pasted.Logout pasted, AsIf asIf, DateTimeOffset at, CheckTexts t, CancellationToken stop)
    {
        var isRequest = pasted.Kind == CheckKind.LogoutRequest;
        // A query's signature is over the octets, and comes first.
        ImmutableArray<string> first = pasted.Message?.Redirect is null ? [Message, Signature] : [Signature, Message];
        var judged = new Judged(at, isRequest ? [.. first, Issuer, Address, Time, Subject, Replay] : [.. first, Issuer, Address, Asked, Time]);
        if (pasted.Message is not { } message)
            return Refused(judged, SamlFaults.Of(pasted.Why!));
        judged.File.Received(pasted.Kind.Name(), DecodedXml.Of(message.Redirect?.Xml ?? message.Xml));
        var (trust, upstream, unusable) = await connections.Load(row, stop);
        if (trust is null)
            return judged.Refused(unusable!, null);
        return isRequest ? await Request(judged, row, message, trust, upstream!, t, stop) : await Answer(judged, row, message, trust, upstream!, asIf, t, stop);
    }

    private async Task<Judged> Request(
        Judged judged, Connection row, LogoutMessage message, SamlTrust trust, SamlUpstream upstream, CheckTexts t, CancellationToken stop)
    {
        var (asked, why) = message.Check(trust, upstream.SloUrl, judged.File.Now);
        Held(judged, why, trust, upstream);
        if (asked is null)
            return Refused(judged, SamlFaults.Of(why!));
        judged.File.Checked(Subject, "a NameID", "it came");
        var name = UpstreamNames.Hash(row.Id, asked.NameId, asked.Issuer, upstream.SpEntityId);
        var (came, live) = await db.Read(
            async tx => (await Replays.Came(tx, row.Id, asked.Id),
                await SessionStore.OfUpstream(tx, row.TenantId, row.Id, name, [.. asked.SessionIndexes.Select(i => UpstreamNames.Sid(i)!)])), stop);
        if (came)
            judged.NotChecked(Replay, t.CameBefore);
        else
            judged.File.Checked(Replay, "a request that never came before", "a new one");
        judged.Sessions = live.Length;
        return judged;
    }

    private async Task<Judged> Answer(
        Judged judged, Connection row, LogoutMessage message, SamlTrust trust, SamlUpstream upstream, AsIf asIf, CheckTexts t, CancellationToken stop)
    {
        var (answers, unread) = message.Peek();
        if (unread is not null)
            return Refused(judged, SamlFaults.Of(unread));
        var expected = asIf.InResponseTo ?? answers ?? "";
        var waits = asIf.InResponseTo is null && await db.Read(tx => LogoutStore.FindAsked(tx, row.TenantId, row.Id, expected), stop) is not null;
        if (asIf.InResponseTo is null && !waits)
            judged.NotChecked(Asked, t.RequestUnknown(expected));
        var (said, why) = message.CheckAnswer(trust, upstream.SloUrl, expected, judged.File.Now);
        Held(judged, why, trust, upstream);
        if (said is null)
            return Refused(judged, SamlFaults.Of(why!));
        judged.File.Checked(Asked, expected, "the same");
        if (said.Status != SamlLogoutStatus.Success)
            judged.Notes.Add(t.ProviderSaid(said.Says));
        return judged;
    }

    /// <summary>Those before the one that failed.</summary>
    private static void Held(Judged judged, SamlRefusal? why, SamlTrust trust, SamlUpstream upstream)
    {
        var failed = why is null ? null : NameOf(why.Reason);
        foreach (var name in judged.Names.TakeWhile(n => n != failed))
        {
            var (wanted, got) = name switch
            {
                Message => ("a logout message of SAML 2.0", "it is one"),
                Signature => ("a certificate of the connection", "it fits"),
                Issuer => (trust.IdpEntityId, "the same"),
                Address => (upstream.SloUrl, "the same"),
                Time => ("good at the time of the check", "it is"),
                _ => (null, null),
            };
            if (wanted is not null)
                judged.File.Checked(name, wanted, got);
        }
    }

    private static Judged Refused(Judged judged, UpstreamFault fault) =>
        judged.Refused(fault, fault.Code.Split('.') is [_, var code] && Enum.TryParse<SamlReason>(code, out var reason) ? NameOf(reason) : null);

    private static string NameOf(SamlReason reason) => reason switch
    {
        >= SamlReason.NotSigned and <= SamlReason.BadSignature => Signature,
        SamlReason.WrongIssuer => Issuer,
        SamlReason.WrongDestination => Address,
        SamlReason.WrongInResponseTo => Asked,
        SamlReason.Expired or SamlReason.NotYetValid or SamlReason.IssuedInFuture or SamlReason.TooOld => Time,
        SamlReason.LogoutNamesNobody => Subject,
        _ => Message,
    };
}

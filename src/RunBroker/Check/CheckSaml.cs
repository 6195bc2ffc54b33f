using System.Collections.Immutable;
using RunBroker.Cases;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream;
using RunBroker.Upstream.Saml;

namespace RunBroker.Check;

/// <summary>
/// A SAML answer, judged as <see cref="SolicitedAnswer"/> or <see cref="UnsolicitedAnswer"/> would, by the keys that are known now: the
/// provider's metadata is not looked at again, whatever key the message has.
/// </summary>
internal sealed class CheckSaml(Db db, SamlConnections connections, Settings settings)
{
    private const string InResponseTo = "check.in_response_to";
    private const string Replay = "check.replay";

    public async Task<Judged> Answer(Connection row, Pasted.Answer pasted, AsIf asIf, DateTimeOffset at, CheckTexts t, CancellationToken stop)
    {
        var judged = new Judged(at, [.. SamlChecks.Names, Judged.User]);
        judged.File.Received("response", DecodedXml.Of(pasted.Message.Xml));
        if (pasted.Message.Why is { } why)
            return Refused(judged, SamlFaults.Of(why));
        var (trust, upstream, unusable) = await connections.Load(row, stop);
        if (trust is null)
            return judged.Refused(unusable!, null);

        var (answers, unread) = pasted.Message.Peek();
        var expected = asIf.InResponseTo ?? answers;
        if (asIf.InResponseTo is null && expected is not null)
            judged.NotChecked(InResponseTo, t.RequestUnknown(expected));
        if (expected is null && unread is null && !upstream!.Settings.AllowIdpInitiated)
        {
            return Refused(judged, SamlFaults.Of(
                new SamlRefusal(SamlReason.Unsolicited, "S-066", "a request of ours, or allow_idp_initiated", "an answer to none")));
        }

        var request = new PendingSaml(expected ?? "", trust.IdpEntityId, "", asIf.RequestedAt ?? at, asIf.ForceAuthn, asIf.MaxAge, [.. asIf.AuthnContexts]);
        var (login, refusal, asked) = AtOneOfOurs(pasted, await Places(row, pasted.Host, stop), trust, request, solicited: expected is not null || unread is not null, at);
        var fault = refusal is null ? SolicitedAnswer.Unfit([], login!) : SamlFaults.Of(refusal);
        var checks = new SamlChecks(judged.File, asked, upstream);
        if (fault is not null)
        {
            checks.Until(fault);
            return Refused(judged, fault);
        }

        checks.Passed(login!);
        if (login!.Decrypted is { } opened)
            judged.File.Received("assertion", DecodedXml.Of(opened));
        judged.Notes.AddRange(login.Notes);
        if (await db.Read(tx => Replays.Came(tx, row.Id, login.AssertionId), stop))
            judged.NotChecked(Replay, t.CameBefore);
        if (expected is null)
            judged.Notes.Add(t.BeginsAnew);
        judged.Login = FinishSamlEndpoint.Login(SamlPerson.Of(login, upstream!.SpEntityId, asked.RequestedAt), row, upstream.Settings);
        return judged;
    }

    private static Judged Refused(Judged judged, UpstreamFault fault) => judged.Refused(fault, SamlChecks.Named(fault.Code));

    /// <summary>The browser may have been at any host of the tenant, and its answer is at home there: where it was meant for is good.</summary>
    private static (SamlLogin? Login, SamlRefusal? Why, PendingSaml Asked) AtOneOfOurs(
        Pasted.Answer pasted, ImmutableArray<string> places, SamlTrust trust, PendingSaml request, bool solicited, DateTimeOffset at)
    {
        (SamlLogin? Login, SamlRefusal? Why, PendingSaml Asked)? first = null;
        foreach (var place in places)
        {
            var asked = request with { AcsUrl = place };
            var (login, why) = SamlJudge.Of(pasted.Message.AsRead, trust, solicited ? asked.Expectation() : SamlExpectation.Unsolicited(place), at);
            if (why is not { Reason: SamlReason.WrongDestination or SamlReason.WrongRecipient })
                return (login, why, asked);
            first ??= (login, why, asked);
        }

        return first!.Value;
    }

    private async Task<ImmutableArray<string>> Places(Connection row, string? host, CancellationToken stop)
    {
        ImmutableArray<string> hosts = [settings.Authority, .. await db.Read(tx => HostStore.Of(tx, row.TenantId), stop)];
        // Posted to one of them: then to that one, and to none that the message may prefer.
        if (host is not null && hosts.FirstOrDefault(h => h.Equals(host, StringComparison.OrdinalIgnoreCase)) is { } posted)
            hosts = [posted];
        return [.. hosts.Select(h => SamlUrls.Acs(settings, row.Id, h))];
    }
}

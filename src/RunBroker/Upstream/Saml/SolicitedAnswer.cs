using System.Collections.Immutable;
using System.Text;
using RunBroker.Cases;
using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// The answer to a request of ours. Its row is spent with what comes of it: from here on the sign-in ends, one way or the other, even if the
/// browser goes away.
/// </summary>
internal sealed class SolicitedAnswer(Resume resume, SamlJudge judge, SamlLastStep lastStep, PendingSignIns pendings, Refusal refusal)
{
    /// <summary>UTF-8 octets: identities are found by an index, whose rows have an end.</summary>
    private const int LongestSubject = 1500;

    /// <returns>Null: another answer was taken meanwhile.</returns>
    public async Task<IResult?> Take(HttpContext http, StoredSignIn found, PendingSaml asked, PostedMessage message)
    {
        var pending = found.Row;
        var (signIn, gone) = await resume.Load(http, found, CancellationToken.None);
        if (signIn is null || found.Connection is not { Row: { } row, MayAnswer: true })
        {
            if (await pendings.Take(pending, CancellationToken.None) is null)
                return null;
            Cookies.DeleteSignIn(http, pending.Id);
            return gone ?? await refusal.TellPerson(http, signIn!, ErrorReason.ConnectionDisabled, "connection.Disabled",
                new OAuthError("access_denied", "the connection was disabled while the sign-in was under way", "S-067"), found.Connection.Row);
        }

        signIn.Case.Received("response", DecodedXml.Of(message.AsRead, message.Xml.Length));
        var (login, upstream, fault) = await Judge(row, asked, message);
        fault ??= Unfit(signIn.Request.EssentialAcr, login!);
        var checks = new SamlChecks(signIn.Case, asked, upstream);
        if (fault is null)
        {
            if (login!.Decrypted is { } opened)
                signIn.Case.Received("assertion", DecodedXml.Of(opened));
            checks.Passed(login);
            signIn.Case.Passed("upstream_answer", $"assertion of {login!.Issuer} checked, certificate {login.SignedBy}");
            foreach (var note in login.Notes)
                signIn.Case.Noted("upstream_answer", note);
            return await lastStep.With(http, signIn, found, row, login, upstream!, asked);
        }

        if (await pendings.Take(pending, CancellationToken.None) is null)
            return null;
        checks.Until(fault);
        Cookies.DeleteSignIn(http, pending.Id);
        return await refusal.TellPerson(http, signIn, fault, row);
    }

    private async Task<(SamlLogin? Login, SamlUpstream? Upstream, UpstreamFault? Fault)> Judge(
        Connection row, PendingSaml asked, PostedMessage message)
    {
        if (message.Why is { } why)
            return (null, null, SamlFaults.Of(why));
        // Not the browser's cancellation: the assertion would be spent, and the sign-in lost.
        var (trust, _, unusable) = await judge.Trust(row, CancellationToken.None);
        if (trust is null)
            return (null, null, unusable);
        // Edited while the person was at the old provider: what that one says is nothing to the new one (O-084).
        if (asked.IdpEntityId != trust.IdpEntityId)
            return (null, null, SamlFaults.OtherProvider(asked.IdpEntityId, trust.IdpEntityId));

        return await judge.Response(row, message.AsRead, _ => asked.Expectation(), CancellationToken.None);
    }

    /// <param name="acr">What the app demands; empty: nothing.</param>
    internal static UpstreamFault? Unfit(ImmutableArray<string> acr, SamlLogin login)
    {
        // An essential acr that is no URI could not be asked for, but is demanded all the same (OIDCC-5.5.1.1).
        if (!acr.IsEmpty && !acr.Contains(login.AuthnContext ?? ""))
            return SamlFaults.Of(new SamlRefusal(SamlReason.WrongAuthnContext, "S-074", string.Join(' ', acr), login.AuthnContext));
        var octets = Encoding.UTF8.GetByteCount(login.Subject);
        return octets > LongestSubject
            ? SamlFaults.Of(new SamlRefusal(SamlReason.BadNameId, "S-052", $"at most {LongestSubject} octets", $"{octets} octets"))
            : null;
    }
}

using RunBroker.Cases;
using RunBroker.Claims;
using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Oidc;

/// <summary>Upstream → broker: the answer to our authorization request (OIDCC-3.1.2.5), by GET or as form_post.</summary>
internal static class CallbackEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, PendingSignIns pendings, Resume resume, Refusal refusal, OidcClient client, LastStep last, TimeProvider time,
        CancellationToken stop)
    {
        var sent = await http.Request.ReadParameters(stop) ?? Parameters.None;
        var (found, claimed, secret, page) = await Claim(connection, sent, http, db, pendings, resume, time, stop);
        if (found is not { Row: var pending })
            return page!;
        using var claim = claimed!;
        // The answer is spent: from here on the sign-in ends, one way or the other, even if the browser goes away.
        Cookies.DeleteSignIn(http, pending.Id);
        var (signIn, gone) = await resume.Load(http, found, CancellationToken.None);
        if (signIn is null)
            return await Spent() ?? gone!;
        if (found.Connection is not { Row: { } row, MayAnswer: true })
        {
            return await Spent() ?? await refusal.TellPerson(http, signIn, ErrorReason.ConnectionDisabled, "connection.Disabled",
                new OAuthError("access_denied", "the connection was disabled while the sign-in was under way", "S-067"), found.Connection.Row);
        }

        var (login, fault) = await Judge(sent, StartOidc.Read(pending.Upstream)!, secret!, client.Of(row), client, signIn);
        if (login is null)
            return await Spent() ?? await refusal.TellPerson(http, signIn, fault!, row);
        return await last.With(http, signIn, row, login, claim.Uses) ?? await Replayed(http, resume, row);

        // Null: it is this request that says what becomes of it.
        async Task<IResult?> Spent() =>
            claim.Uses is not null && await pendings.Take(pending, CancellationToken.None) is null ? await Replayed(http, resume, found.Connection.Row) : null;
    }

    private static Task<IResult> Replayed(HttpContext http, Resume resume, Connection? row) =>
        resume.Expired(http, row, "sign_in.Replayed", "this answer was taken already");

    /// <summary>The sign-in that the state names, if this browser and this connection began it; of two callbacks at once one gets it.</summary>
    private static async Task<(StoredSignIn? Found, AnswerClaim? Claim, BrowserSecret? Secret, IResult? Page)> Claim(
        string connection, Parameters sent, HttpContext http, Db db, PendingSignIns pendings, Resume resume, TimeProvider time, CancellationToken stop)
    {
        var state = Http.Handle.Parse(sent["state"]);
        var found = await pendings.Find(state?.Id, stop);
        var pending = found?.Row;
        // A page without a sign-in is told to the tenant whose connection the answer came to: its people ask about the case.
        var row = found?.Connection.Row is { } its && its.Id == connection ? its : await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop);
        if (pending is null || row is { Protocol: not "oidc" })
            return (null, null, null, await resume.Expired(http, row, "sign_in.Expired", "no sign-in waits for this answer: it has expired, or the answer came before"));
        // The callback's connection is the one that was asked, and the state the one that was sent (O-083, O-084).
        if (pending.ConnectionId != connection || !state!.Matches(pending.StateHash))
            return (null, null, null, await resume.Expired(http, row, "sign_in.WrongState", "the answer's state is not one that was sent to this connection"));
        if (pending.ExpiresAt <= time.GetUtcNow())
            return (null, null, null, await resume.Expired(http, pending, "sign_in.Expired", "the person took too long at the provider"));
        if (BrowserSecret.Of(http, pending) is not { } secret)
            return (null, null, null, await resume.Expired(http, pending, "sign_in.OtherBrowser", "this browser did not begin the sign-in, or keeps no cookies"));
        if (found!.SignedOut)
            return (null, null, null, await resume.SignedOutSince(http, pending));
        // Before the code goes to the provider: one that comes twice may cost what the first was exchanged for (RFC6749-4.1.2).
        return await pendings.Claim(pending, stop) is { } claim
            ? (found with { Row = claim.Row }, claim, secret, null)
            : (null, null, null, await Replayed(http, resume, row));
    }

    private static async Task<(UpstreamLogin? Login, UpstreamFault? Fault)> Judge(
        Parameters sent, PendingUpstream asked, BrowserSecret secret, UpstreamConnection connection, OidcClient client, SignIn signIn)
    {
        signIn.Case.Received("callback", DecodedParameters.Of("", sent.All));
        // Not the browser's cancellation: the code would be spent and the sign-in lost.
        var (trust, fault) = await client.Trust(connection, CancellationToken.None);
        if (trust is null)
            return (null, fault);
        // Edited while the person was at the old provider: its code and our verifier must not go to the new one (O-084).
        if (asked.Issuer != trust.Issuer)
            return (null, new UpstreamFault(ErrorReason.ConnectionDisabled, "connection.Changed", "O-084", asked.Issuer, trust.Issuer, "access_denied"));
        var expected = StartOidc.Expectation(asked, sent["state"]!, secret);
        var answer = UpstreamCallback.Check(sent, trust, expected);
        var checks = new OidcChecks(signIn.Case, trust, expected);
        if (answer is CallbackResult.Refused refused)
            return (null, checks.Until(OidcClient.Refused(refused.Why)));
        checks.Answered();
        signIn.Case.Passed("upstream_answer", "a code came");

        var rules = ClaimRules.Of(connection.Settings);
        var (identity, idToken, why) = await client.Redeem(connection, trust, expected, ((CallbackResult.Accepted)answer).Code, rules.Names, signIn.Case, CancellationToken.None);
        if (identity is null)
            return (null, checks.Until(why!));
        checks.Passed(identity, idToken);
        signIn.Case.Passed("upstream_tokens", $"ID token of {identity.Issuer} checked");
        return (Login(connection.Row, identity, idToken, rules, asked.RequestedAt), null);
    }

    internal static UpstreamLogin Login(Connection row, UpstreamIdentity identity, string? idToken, ClaimRules rules, DateTimeOffset askedAt) => new()
    {
        Issuer = identity.Issuer,
        Subject = identity.Subject,
        Claims = ClaimsOf(identity),
        Rules = rules,
        AuthTime = identity.AuthTime,
        Acr = UpstreamLogin.Kept(identity.Acr),
        Amr = [.. identity.Amr.Select(UpstreamLogin.Kept).OfType<string>().Take(16)],
        Sid = UpstreamSubject.Sid(identity.Sid),
        NameHash = UpstreamSubject.Hash(row.Id, identity.Issuer, identity.TokenSubject),
        AskedAt = askedAt,
        SessionExpiry = identity.SessionExpiry,
        Facts = idToken is null ? null : new UpstreamFacts("oidc") { IdToken = idToken },
    };

    /// <summary>What may be mapped: everything about the person, and the subject.</summary>
    private static UpstreamClaims ClaimsOf(UpstreamIdentity identity) => UpstreamClaims.FromElements(
        identity.Claims.All.Append(new("sub", System.Text.Json.JsonSerializer.SerializeToElement(identity.TokenSubject, StoredJson.Default.String))),
        identity.Claims.ByReference);
}

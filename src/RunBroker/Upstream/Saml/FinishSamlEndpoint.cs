using RunBroker.Claims;
using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.SignIns;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Saml;

/// <summary>The second step of an answer (see <see cref="HandOver"/>): all of the browser's cookies are here now.</summary>
internal static class FinishSamlEndpoint
{
    public static async Task<IResult> Handle(
        string id, HttpContext http, Resume resume, HandOver handOver, SamlConnections connections, LastStep last, PendingSignIns pendings, Refusal refusal,
        CancellationToken stop)
    {
        var (signIn, connection, page) = await resume.ForAnswer(http, id, stop);
        if (signIn is null)
            return page!;
        var pending = signIn.Pending!;
        if (handOver.Open(pending) is not { } person)
            return await Gone();
        var row = connection!.Row;
        if (row is null || !connection.MayAnswer)
        {
            if (await Taken())
                return await Gone();
            return await refusal.TellPerson(http, signIn, ErrorReason.ConnectionDisabled, "connection.Disabled",
                new OAuthError("access_denied", "the connection was disabled while the sign-in was under way", "S-067"), row);
        }

        // Edited between the steps: as if it had been before them.
        var (trust, upstream, fault) = await connections.Load(row, CancellationToken.None);
        if (trust?.IdpEntityId != person.Issuer)
        {
            return await Taken() ? await Gone()
                : await refusal.TellPerson(http, signIn, fault ?? SamlFaults.OtherProvider(person.Issuer, trust!.IdpEntityId), row);
        }

        // A test makes nothing that its row could go with.
        if (signIn.TestId is not null && await Taken())
            return await Gone();
        var done = await last.With(http, signIn, row, Login(person, row, upstream!.Settings), signIn.TestId is null ? new UsedUp(pending) : null);
        if (done is null)
            return await Gone();
        Cookies.DeleteSignIn(http, pending.Id);
        return done;

        Task<IResult> Gone() => resume.Expired(http, pending, "sign_in.Expired", "no checked answer waits here, or it was taken already");

        async Task<bool> Taken()
        {
            if (await pendings.Take(pending, stop) is null)
                return true;
            Cookies.DeleteSignIn(http, pending.Id);
            return false;
        }
    }

    internal static UpstreamLogin Login(SamlPerson person, Connection row, SamlSettings settings) => new()
    {
        Issuer = person.Issuer,
        Subject = person.Subject,
        Claims = ClaimsOf(person),
        Rules = ClaimRules.Of(settings),
        AuthTime = person.AuthnInstant,
        Acr = UpstreamLogin.Kept(person.AuthnContext),
        Sid = UpstreamNames.Sid(person.SessionIndex),
        NameHash = person.NameId is { } name ? UpstreamNames.Hash(row.Id, name, person.Issuer, person.SpEntityId) : null,
        AskedAt = person.AskedAt,
        SessionExpiry = person.SessionNotOnOrAfter,
        Facts = new UpstreamFacts("saml") { NameId = person.NameId, SessionIndex = person.SessionIndex },
    };

    /// <summary>The attributes by their exact names, and the NameID under its own, should none be called so.</summary>
    private static UpstreamClaims ClaimsOf(SamlPerson person)
    {
        var attributes = UpstreamClaims.FromAttributes(person.Attributes.Select(a => KeyValuePair.Create(a.Name, a.Values)));
        return person.NameId is { } name ? attributes.FilledFrom(UpstreamClaims.FromAttributes([new("NameID", [name.Value])])) : attributes;
    }
}

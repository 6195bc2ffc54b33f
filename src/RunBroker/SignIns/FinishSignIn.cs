using RunBroker.Admin;
using RunBroker.Authorize;
using RunBroker.Claims;
using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Upstream;

namespace RunBroker.SignIns;

/// <summary>
/// The end of every sign-in through an upstream, whatever its protocol: user, session, code, case file and events in one transaction,
/// so that nothing is half written.
/// </summary>
internal sealed class FinishSignIn(Db db, Settings settings, Refusal refusal, SecretBox box, TimeProvider time)
{
    private static readonly Outcome TakenBefore = new Outcome.TakenBefore();

    private static readonly Outcome Deleted =
        new Outcome.Refused(ErrorReason.SignInExpired, OpenSignIns.Code, "the user was deleted while the sign-in was under way", "O-039");

    private static readonly Outcome Deactivated =
        new Outcome.Refused(ErrorReason.UserDeactivated, "user.Deactivated", "the user is deactivated", "TG-33");

    /// <param name="uses">Null: its row was taken before.</param>
    /// <returns>Null: what it uses up was taken before.</returns>
    public async Task<IResult?> With(HttpContext http, SignIn signIn, Connection connection, UpstreamLogin login, UsedUp? uses)
    {
        if (signIn.TestId is not null)
            throw new InvalidOperationException("a test sign-in makes nothing");
        var now = time.GetUtcNow();
        // The point of no return: the code is spent at the upstream, so the browser's cancellation no longer counts.
        var mark = signIn.Case.Mark;
        var outcome = await db.Write(
            tx =>
            {
                signIn.Case.BackTo(mark);
                return Store(tx, http, signIn, connection, login, uses, now);
            },
            CancellationToken.None);
        // Apart from the transaction: sign-ins of one connection side by side must not wait for each other's row lock.
        if (outcome is Outcome.Stored { LastSuccess: var last } && (last is null || now - last >= TimeSpan.FromMinutes(1)))
            await db.Write(tx => ConnectionStore.Succeeded(tx, connection.TenantId, connection.Id, now), CancellationToken.None);
        return outcome switch
        {
            Outcome.TakenBefore => null,
            Outcome.Replayed replayed => await refusal.TellPerson(http, signIn, replayed.Why, connection),
            Outcome.OtherPerson => await refusal.TellApp(http, signIn,
                new("login_required", "another person signed in than the one who was asked for", "OIDCC-3.1.2.2"), "session.OtherPerson"),
            Outcome.Refused refused => await Refuse(http, signIn, connection, refused.Page, refused.Code, refused.Says, refused.Spec),
            Outcome.Stored stored => Answer(http, signIn, connection, stored, now),
            _ => throw new InvalidOperationException("closed set"),
        };
    }

    private async Task<Outcome> Store(
        Tx tx, HttpContext http, SignIn signIn, Connection connection, UpstreamLogin login, UsedUp? uses, DateTimeOffset now)
    {
        // Deleting the row is the lock: of two requests at once one goes on.
        if (uses is not null && await SignInStore.TakePending(tx, uses.Row) is null)
            return TakenBefore;
        // In the same transaction, and before there is any session: of two nodes with one answer, one has it.
        if (uses?.Answer is { } answer && !await SignInStore.UseOnce(tx, answer.Scope, answer.Key, answer.Until))
            return new Outcome.Replayed(answer.Before);
        var tenant = signIn.Tenant!;
        if (!Plans.AllowSso(tenant))
            return new Outcome.Refused(ErrorReason.PlanWithoutSso, "tenant.PlanWithoutSso", "single sign-on is not part of the tenant's plan", "TG-15");
        if (login.SessionExpiry is { } end && end <= now)
            return new Outcome.Refused(ErrorReason.SignInNotFresh, "upstream.SessionOver", "the provider's session_expiry is over", "AU-35");
        signIn.Case.Record.Claims = login.Claims;
        // The provider may hold its answer back as long as it likes: disconnected meanwhile, nothing of it may be written (S-067, CO-12).
        if (await ConnectionStore.FindAndHold(tx, tenant.Id, connection.Id) is not { Enabled: true, ArchivedAt: null } held)
            return new Outcome.Refused(ErrorReason.ConnectionDisabled, "connection.Disabled", "the connection was disabled while the sign-in was under way", "S-067");
        if (await EndedSince(tx, signIn, connection, login, now) is { } ended)
            return ended;

        var known = await SaveUser.Find(tx, tenant.Id, connection.Id, login);
        if (known is { User: null })
            return Deleted;
        var mapped = MappedUser.From(login.Claims, login.Rules.Mappings, login.Rules.Roles, tenant.DefaultRole,
            known is { User: { } before } ? SaveUser.TagsOf(before) : [], now);
        foreach (var note in mapped.Notes)
            signIn.Case.Mapped(note);
        if (mapped is MappedUser.Missing missing)
        {
            return new Outcome.Refused(missing.Field == "email" ? ErrorReason.MissingEmail : ErrorReason.MissingFirstName, $"mapping.Missing.{missing.Field}",
                $"no usable {missing.Field} in the claim {missing.Claim} ({missing.Why})", "TG-24");
        }

        var person = (MappedUser.Mapped)mapped;
        if (known is { User.Active: false })
            return Deactivated;

        if (await SaveUser.Save(tx, tenant.Id, connection.Id, login, person, known, http.Ip()) is not { } user)
            return Deleted;
        if (!user.Active)
            return Deactivated;
        if (await EndedHere(tx, http, tenant, login))
            return new Outcome.Refused(ErrorReason.SignInExpired, OpenSignIns.Code, "this browser's session was ended while the sign-in was under way", "O-039");
        if (!signIn.IsFor(user.Id))
            return new Outcome.OtherPerson();
        // The user is kept though the app is not for them: they exist at the provider, and another app may be.
        if (!Access.Allows(tenant, signIn.App, user.Id, person.Tags))
            return new Outcome.Refused(ErrorReason.AccessRulesRefuse, "access.Denied", "the access rules do not let this person use the app", "TG-29");

        var browser = await BrowserSessions.Read(tx, http, frames: false);
        var start = new SessionStart(tenant, user, connection.Id, signIn.App.Metadata.Sso, login, SessionLimits.Of(tenant, settings), http.Ip(), http.UserAgent(), now);
        var (session, handles, replaced) = await StartSession.Begin(tx, start, browser.Of(tenant.Id), box);
        signIn.Case.About(tenant.Id, connection.Id, user.Id, session.Id);
        signIn.Case.Passed("session", handles is null ? "a session of this app alone" : "SSO session begun");
        var code = await IssueCode.For(tx, signIn, session, now);
        await signIn.Case.Succeed(tx);
        if (signIn.Pending is { } finished)
            await OpenSignIns.Became(tx, finished, session.Id, now);
        return new Outcome.Stored(browser, handles, replaced, code, held.LastSuccessAt);
    }

    /// <summary>Signed out while this was under way, by the provider or in this browser: it would be a session that nobody ends any more.</summary>
    private static async Task<Outcome.Refused?> EndedSince(Tx tx, SignIn signIn, Connection connection, UpstreamLogin login, DateTimeOffset now)
    {
        if (login.AskedAt is { } asked)
        {
            // By the name that the provider signs people out by, and by the one that it revokes everything by.
            var subject = UpstreamSubject.Hash(connection.Id, login.Issuer, login.Subject);
            if (await UpstreamSignOutStore.Since(tx, connection.TenantId, connection.Id, subject, login.NameHash, login.Sid, asked))
            {
                return new(ErrorReason.SignInExpired, "upstream.SignedOut",
                    "the provider has ended the session while the sign-in was under way", "S-113");
            }
        }

        return signIn.Pending is { } pending && !await OpenSignIns.Claim(tx, pending, now)
            ? new(ErrorReason.SignInExpired, OpenSignIns.Code, OpenSignIns.Says, "O-085") : null;
    }

    /// <summary>An admin, an app or a token used twice ended the session that this browser came with: what it had begun before that ends as well.</summary>
    private static async Task<bool> EndedHere(Tx tx, HttpContext http, Tenant tenant, UpstreamLogin login)
    {
        var held = Cookies.ReadHandles(http, Cookies.Sessions);
        // Whoever is ending it now is waited for: else its renewal would find it gone, and begin another.
        return login.AskedAt is { } asked && !held.IsEmpty
            && (await SessionStore.FindAndLock(tx, tenant.Id, [.. held.Select(h => h.Id)])).Any(s => s.WasEndedSince(asked));
    }

    private IResult Answer(HttpContext http, SignIn signIn, Connection connection, Outcome.Stored stored, DateTimeOffset now)
    {
        string? sessionState = null;
        if (stored.Handles is { } handles)
        {
            stored.Browser.Write(http, handles, stored.Replaced, now + settings.AbsoluteLifetime);
            sessionState = SessionStateHash.For(signIn.Request, BrowserState.Of(handles.Frame.Hash()));
        }

        Cookies.WriteLastConnection(http, connection.Id, now + Limits.HintCookie);
        return Reply.ToApp(http, AuthorizeReply.Code(signIn.Request, settings.Issuer, stored.Code, sessionState), signIn.AfterForm);
    }

    private Task<IResult> Refuse(HttpContext http, SignIn signIn, Connection connection, ErrorReason page, string code, string says, string spec) =>
        refusal.TellPerson(http, signIn, page, code, new OAuthError("access_denied", says, spec), connection);

    private abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Stored(BrowserSessions Browser, NewHandles? Handles, System.Collections.Immutable.ImmutableArray<string> Replaced, string Code, DateTimeOffset? LastSuccess)
            : Outcome;

        public sealed record TakenBefore : Outcome;

        public sealed record Replayed(UpstreamFault Why) : Outcome;

        public sealed record OtherPerson : Outcome;

        public sealed record Refused(ErrorReason Page, string Code, string Says, string Spec) : Outcome;
    }
}

using System.Collections.Immutable;
using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Upstream.Oidc;

namespace RunBroker.SignIns;

/// <summary>Loads what the decision needs, lets <see cref="NextStep.Decide"/> decide, and does it.</summary>
internal sealed class Dispatcher(Db db, Settings settings, Hosts hosts, StartOidc startOidc, Refusal refusal, TimeProvider time)
{
    /// <param name="hintedUser">The user whom a checked id_token_hint names.</param>
    public async Task<IResult> Next(HttpContext http, SignIn signIn, string? hintedUser, CancellationToken stop)
    {
        var found = await db.Read(async tx =>
            await Find(tx, signIn, await BrowserSessions.Read(tx, http, frames: signIn.Request.Silent), hintedUser), stop);
        return found switch
        {
            Found.Refused refused => await refusal.TellApp(http, signIn, refused.Error, "request.UnknownTenant"),
            Found.Ask when signIn.Request.Silent =>
                await refusal.TellApp(http, signIn, new("login_required", "there is no session that may be used", "OIDCC-3.1.2.6"), "session.None"),
            Found.Ask => await AskForEmail(http, signIn, refused: false, stop),
            Found.Known known => await Do(http, known.Situation, stop),
            _ => throw new InvalidOperationException("closed set"),
        };
    }

    /// <summary>The e-mail page.</summary>
    /// <param name="refused">The address typed before led nowhere.</param>
    public async Task<IResult> AskForEmail(HttpContext http, SignIn signIn, bool refused, CancellationToken stop)
    {
        var (pending, secret) = await Store(http, signIn, stop);
        var form = new OwnForm(Routes.SignInEmail, new FormField("form_token", secret.FormToken), [new FormField("sign_in", pending.Id)]);
        var last = await LastTime(http, signIn, pending, stop);
        return PersonPages.SignInEmail(Frame(http, signIn), new SignInEmailModel
        {
            AppName = signIn.App.Name, Form = form, Email = signIn.Request.LoginHint, AddressRefused = refused, LastTime = last,
        });
    }

    private async Task<LastTime?> LastTime(HttpContext http, SignIn signIn, PendingSignIn pending, CancellationToken stop)
    {
        if (Cookies.ReadLastConnection(http) is not { } id)
            return null;
        var tenant = await db.Read(async tx =>
            await ConnectionStore.FindByUrl(tx, id) is { Enabled: true } connection && signIn.App.MayServe(connection.TenantId)
                ? await TenantStore.Find(tx, connection.TenantId) : null, stop);
        return tenant is null ? null : new LastTime { TenantName = tenant.Name, Url = Routes.SignInChoice(pending.Id, id) };
    }

    private async Task<IResult> Do(HttpContext http, Situation situation, CancellationToken stop)
    {
        var signIn = situation.SignIn;
        return NextStep.Decide(situation) switch
        {
            NextStep.AnswerApp answer => await AnswerApp(http, situation, answer, stop),
            NextStep.GoUpstream go => await GoUpstream(http, signIn, go.Connection, stop),
            NextStep.Choose choose => await Choose(http, signIn, choose.Connections, stop),
            NextStep.TellApp tell => await refusal.TellApp(http, signIn, tell.Error, $"session.{tell.Error.Error}"),
            NextStep.TellPerson tell => await refusal.TellPerson(http, signIn, tell.Reason, tell.Code, tell.Error),
            _ => throw new InvalidOperationException("closed set"),
        };
    }

    private async Task<IResult> AnswerApp(HttpContext http, Situation situation, NextStep.AnswerApp answer, CancellationToken stop)
    {
        var (signIn, session) = (situation.SignIn, answer.Session);
        signIn.Case.About(session.TenantId, session.ConnectionId, session.UserId, session.Id);
        signIn.Case.Passed("session", "answered from the session in this browser");
        var code = await db.Write(async tx =>
        {
            if (session.NeedsTouch(situation.Limits, situation.Now))
            {
                var idle = TimeSpan.FromMilliseconds(Math.Min(session.IdleMs, situation.Limits.Idle.TotalMilliseconds));
                await SessionStore.Touch(tx, session.TenantId, session.Id, situation.Now, session.AbsoluteEnd(situation.Limits), idle);
            }

            await signIn.Case.Succeed(tx);
            return await IssueCode.For(tx, signIn, session, situation.Now);
        }, stop);
        return Reply.ToApp(http, AuthorizeReply.Code(signIn.Request, settings.Issuer, code), signIn.AfterForm);
    }

    private async Task<IResult> GoUpstream(HttpContext http, SignIn signIn, Connection connection, CancellationToken stop)
    {
        var secret = signIn.Pending is { } known && BrowserSecret.Of(http, known) is { } held ? held : BrowserSecret.New();
        var state = Handle.For(signIn.Case.Id);
        var host = await hosts.CallbackHost(http, connection.TenantId, stop);
        var (url, asked, fault) = await startOidc.Begin(signIn, connection, state.ToString(), secret, host, stop);
        if (url is null)
            return await refusal.TellPerson(http, signIn, fault!, connection);
        await Save(http, signIn, secret, row => row with
        {
            TenantId = connection.TenantId, ConnectionId = connection.Id, StateHash = state.Hash(), Upstream = StartOidc.Write(asked!),
        }, stop);
        return signIn.AfterForm
            ? PersonPages.Onward(Frame(http, signIn), new OnwardModel { Url = url })
            : new SeeOther(url);
    }

    private async Task<IResult> Choose(HttpContext http, SignIn signIn, ImmutableArray<Connection> connections, CancellationToken stop)
    {
        var (pending, _) = await Store(http, signIn, stop);
        var last = Cookies.ReadLastConnection(http);
        return PersonPages.ChooseConnection(Frame(http, signIn), new ChooseConnectionModel
        {
            TenantName = signIn.Tenant!.Name,
            Connections =
            [
                .. connections.Select(c => new ConnectionChoice
                {
                    Name = c.Name, Kind = c.Protocol == "oidc" ? "OpenID Connect" : "SAML", Url = Routes.SignInChoice(pending.Id, c.Id), UsedLastTime = c.Id == last,
                }),
            ],
        });
    }

    private Task<(PendingSignIn Row, BrowserSecret Secret)> Store(HttpContext http, SignIn signIn, CancellationToken stop)
    {
        var secret = signIn.Pending is { } known && BrowserSecret.Of(http, known) is { } held ? held : BrowserSecret.New();
        return Save(http, signIn, secret, row => row, stop);
    }

    /// <summary>Row, case file and cookie of a sign-in that goes on later, on whatever node.</summary>
    private async Task<(PendingSignIn Row, BrowserSecret Secret)> Save(
        HttpContext http, SignIn signIn, BrowserSecret secret, Func<PendingSignIn, PendingSignIn> with, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var row = with(signIn.Pending ?? new PendingSignIn
        {
            Id = signIn.Case.Id, BrowserHash = secret.Hash(), ClientId = signIn.App.ClientId, Request = PendingRequest.Write(signIn.Request.Sent),
            StartedAt = now, ExpiresAt = now + Limits.SignIn,
        });
        row = row with { TenantId = signIn.TenantId ?? row.TenantId, BrowserHash = secret.Hash() };
        signIn.Case.About(signIn.TenantId, row.ConnectionId);
        await db.Write(async tx =>
        {
            if (signIn.Pending is null)
                await SignInStore.InsertPending(tx, row);
            else
                await SignInStore.UpdatePending(tx, row);
            await signIn.Case.Save(tx);
        }, stop);
        Cookies.WriteSignIn(http, row.Id, secret.Value, row.ExpiresAt);
        return (row, secret);
    }

    private async Task<Found> Find(Tx tx, SignIn signIn, BrowserSessions browser, string? hintedUser)
    {
        var request = signIn.Request;
        var which = signIn.Tenant is { } already
            ? new WhichTenant.Known(already, "chosen by the person")
            : await WhichTenant.Find(tx, signIn.App, request.Organization, request.Connection, request.LoginHint ?? request.DomainHint);
        // An app of many tenants that names none: the one session of this browser that it may use says which.
        if (which is WhichTenant.Ask && browser.Sessions.Where(s => s.Sso && signIn.App.MayServe(s.TenantId)).ToArray() is [var only])
            which = new WhichTenant.Known((await TenantStore.Find(tx, only.TenantId))!, "the session in this browser");
        if (which is WhichTenant.Refused refused)
            return new Found.Refused(new OAuthError("invalid_request", $"no tenant of this app is named {Shown(refused.Named)}", "contract-4"));
        if (which is not WhichTenant.Known known)
            return new Found.Ask();

        signIn.Case.Passed("tenant", $"{known.Tenant.Slug}: {known.Rule}");
        var session = signIn.App.Metadata.Sso ? browser.Of(known.Tenant.Id) : null;
        var user = session is null ? null : await UserStore.Find(tx, known.Tenant.Id, session.UserId);
        return new Found.Known(new Situation
        {
            SignIn = signIn with { Tenant = known.Tenant, ConnectionId = signIn.ConnectionId ?? request.Connection },
            Tenant = known.Tenant,
            Limits = SessionLimits.Of(known.Tenant, settings),
            Session = session,
            User = user,
            MayUseApp = user is null || Access.Allows(known.Tenant, signIn.App, user.Id, SaveUser.TagsOf(user)),
            Connections = await ConnectionStore.Enabled(tx, known.Tenant.Id),
            HintedUser = hintedUser,
            Now = time.GetUtcNow(),
        });
    }

    private static PageFrame Frame(HttpContext http, SignIn signIn) =>
        PageFrame.For(http.Request, string.Join(' ', signIn.Request.UiLocales)).WithLanguageLink(http.Request) with { TenantName = signIn.Tenant?.Name };

    private static string Shown(string named) => new([.. named.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(64)]);

    private abstract record Found
    {
        private Found()
        {
        }

        public sealed record Known(Situation Situation) : Found;

        public sealed record Ask : Found;

        public sealed record Refused(OAuthError Error) : Found;
    }
}

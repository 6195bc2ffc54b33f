using System.Collections.Immutable;
using RunBroker.Protocol;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.SignIns;

/// <summary>Whom the person may go on as (AU-19).</summary>
internal sealed record Offer(Tenant Tenant, User User);

/// <summary>What loading came to.</summary>
internal abstract record Found
{
    private Found()
    {
    }

    public sealed record Known(Situation Situation) : Found;

    /// <summary>The tenant is not known: the person is asked, first whether to go on as <paramref name="Offer"/>.</summary>
    public sealed record Ask(Offer? Offer) : Found;

    public sealed record Refused(OAuthError Error) : Found;
}

/// <summary>Loads all that <see cref="NextStep.Decide"/> looks at, in one reading.</summary>
internal sealed class Situations(Db db, Registry registry, Settings settings, TimeProvider time)
{
    public async Task<Found> Load(HttpContext http, SignIn signIn, CancellationToken stop)
    {
        var (browser, found) = await db.Read(async tx =>
        {
            var held = await BrowserSessions.Read(tx, http, frames: signIn.Request.Silent && MayBeFrame(http));
            return (held, await Find(tx, signIn, held));
        }, stop);
        browser.Settle(http, settings, found is Found.Known known ? [known.Situation.Tenant] : [], time.GetUtcNow());
        return found;
    }

    private async Task<Found> Find(Tx tx, SignIn signIn, BrowserSessions browser)
    {
        var request = signIn.Request;
        var which = signIn.Tenant is { } already
            ? new WhichTenant.Known(already, "chosen by the person")
            : await WhichTenant.Find(tx, registry, signIn.App, request.Organization, request.Connection, request.LoginHint ?? request.DomainHint);
        // An app of many tenants that names none: the one session of this browser that it may use says which; of several the person does.
        if (which is WhichTenant.Ask)
        {
            var held = await Usable(tx, signIn.App, browser, signIn.HintedUser);
            if (held is not [var only])
                return new Found.Ask(held.IsEmpty || !MayOffer(signIn) ? null : held[0]);
            which = new WhichTenant.Known(only.Tenant, "the session in this browser");
        }

        if (which is WhichTenant.Refused refused)
            return new Found.Refused(new OAuthError("invalid_request", $"no tenant of this app is named {Shown(refused.Named)}", "contract-4"));
        var known = (WhichTenant.Known)which;
        signIn.Case.Passed("tenant", $"{known.Tenant.Slug}: {known.Rule}");
        var session = signIn.App.Metadata.Sso ? browser.Of(known.Tenant.Id) : null;
        var user = session is null ? null : await browser.UserOf(tx, session);
        var connections = (await registry.Tenant(tx, known.Tenant.Id))?.Enabled ?? [];
        return new Found.Known(new Situation
        {
            SignIn = signIn with { Tenant = known.Tenant, ConnectionId = signIn.ConnectionId ?? Named(request.Connection, connections) },
            Tenant = known.Tenant,
            Limits = SessionLimits.Of(known.Tenant, settings),
            Session = session,
            User = user,
            MayUseApp = user is null || Access.Allows(known.Tenant, signIn.App, user),
            Connections = connections,
            Now = time.GetUtcNow(),
        });
    }

    /// <summary>By its id; by its name as well, where that names one: apps pass on the name that ssodata told them (AU-10, AU-15).</summary>
    private static string? Named(string? wanted, ImmutableArray<Connection> connections) =>
        connections.Any(c => c.Id == wanted) || connections.Where(c => c.Name == wanted).Select(c => c.Id).Distinct().ToArray() is not [var id] ? wanted : id;

    /// <summary>The live sessions of this browser that the app may use, the one used last first.</summary>
    private async Task<ImmutableArray<Offer>> Usable(Tx tx, App app, BrowserSessions browser, string? hintedUser)
    {
        var usable = ImmutableArray.CreateBuilder<Offer>();
        var candidates = browser.Sessions.Where(s => s.Sso && app.MayServe(s.TenantId) && (hintedUser is null || s.UserId == hintedUser));
        foreach (var session in candidates.OrderByDescending(s => s.LastActiveAt).ThenByDescending(s => s.Id, StringComparer.Ordinal))
        {
            if (await registry.Tenant(tx, session.TenantId) is { Tenant: var tenant } && session.At(SessionLimits.Of(tenant, settings), time.GetUtcNow()) == SessionState.Live
                && await browser.UserOf(tx, session) is { Active: true } user)
                usable.Add(new(tenant, user));
        }

        return usable.ToImmutable();
    }

    /// <summary>Not where the answer would be a new sign-in all the same.</summary>
    private static bool MayOffer(SignIn signIn) =>
        signIn.App.Metadata.Sso && !signIn.Request.Prompts.Contains("login") && !signIn.Request.Prompts.Contains("select_account");

    /// <summary>The second cookie is for frames (O-107). Browsers say what a request is for; one that does not say is believed to be a frame.</summary>
    private static bool MayBeFrame(HttpContext http) => http.Request.Headers["Sec-Fetch-Dest"].ToString() is "" or "iframe" or "frame";

    private static string Shown(string named) => new([.. named.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(64)]);
}

using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.Sessions;
using RunBroker.Storage.Model;

namespace RunBroker.SignIns;

/// <summary>All that the decision looks at.</summary>
internal sealed record Situation
{
    public required SignIn SignIn { get; init; }
    public required Tenant Tenant { get; init; }
    public required SessionLimits Limits { get; init; }
    /// <summary>The tenant's session in this browser, whatever its state; with the person it belongs to.</summary>
    public Session? Session { get; init; }
    public User? User { get; init; }
    /// <summary>What the tenant's and the app's access rules say of that person (TG-29).</summary>
    public bool MayUseApp { get; init; } = true;
    public required ImmutableArray<Connection> Connections { get; init; }
    public required DateTimeOffset Now { get; init; }
}

/// <summary>
/// Steps never send the browser to one another: each records what happened and returns to the dispatcher, and only this function
/// says what comes next.
/// </summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    public sealed record AnswerApp(Session Session, User User) : NextStep;

    public sealed record GoUpstream(Connection Connection) : NextStep;

    public sealed record Choose(ImmutableArray<Connection> Connections) : NextStep;

    /// <summary>An OAuth error, sent at once.</summary>
    public sealed record TellApp(OAuthError Error) : NextStep;

    public sealed record TellPerson(ErrorReason Reason, string Code, OAuthError Error) : NextStep;

    private static OAuthError NoSession { get; } = new("login_required", "there is no session that may be used", "OIDCC-3.1.2.6");

    public static NextStep Decide(Situation s)
    {
        var request = s.SignIn.Request;
        if (!Plans.AllowSso(s.Tenant))
            return Stop(s, ErrorReason.PlanWithoutSso, "tenant.PlanWithoutSso", new("access_denied", "single sign-on is not part of the tenant's plan", "TG-15"));
        if (s.SignIn.ConnectionId is { } wanted && !s.Connections.Any(c => c.Id == wanted))
            return new TellApp(new("invalid_request", "connection is not one of the tenant's enabled connections", "contract-4"));
        if (WhyNotSession(s) is not { } obstacle)
        {
            if (s.MayUseApp)
                return new AnswerApp(s.Session!, s.User!);
            s.SignIn.Case.Noted("session", "the access rules do not let this person use the app");
            // Silently the app hears what it hears without any session: it may not learn that somebody is signed in (O-012). When it asks aloud, the person gets the page.
            return request.Silent
                ? new TellApp(NoSession)
                : new TellPerson(ErrorReason.AccessRulesRefuse, "access.Denied", new("access_denied", "the access rules do not let this person use the app", "TG-29"));
        }

        s.SignIn.Case.Noted("session", obstacle);
        if (request.Silent)
            return new TellApp(NoSession);
        if (s.Connections.IsEmpty)
            return new TellPerson(ErrorReason.NoEnabledConnection, "tenant.NoEnabledConnection", new("access_denied", "the tenant has no enabled connection", "contract-4"));
        if (s.SignIn.ConnectionId is { } chosen)
            return new GoUpstream(s.Connections.Single(c => c.Id == chosen));
        return s.Connections is [var only] ? new GoUpstream(only) : new Choose(s.Connections);
    }

    /// <summary>Null when the session serves; else why it does not, for the case file. Under prompt=none the app hears one text for all (O-012).</summary>
    private static string? WhyNotSession(Situation s)
    {
        var request = s.SignIn.Request;
        return s switch
        {
            { Session: null } => "none in this browser for this tenant",
            { SignIn.App.Metadata.Sso: false } => "the app always goes upstream (sso: false)",
            _ when s.Session.At(s.Limits, s.Now) is var state and not SessionState.Live => $"it has ended ({state})",
            { User: not { Active: true } } => "the user is deactivated",
            _ when request.Prompts.Contains("login") || request.Prompts.Contains("select_account") => "the app asked for a new sign-in (prompt)",
            // Zero asks for a new sign-in as prompt=login does, also within the same moment (OIDCC-3.1.2.1).
            _ when request.MaxAge is { } age && (age == TimeSpan.Zero || s.Now - s.Session.AuthTime > age) => "the sign-in is older than max_age",
            _ when !s.Connections.Any(c => c.Id == s.Session.ConnectionId) => "its connection is not enabled",
            _ when s.SignIn.ConnectionId is { } wanted && wanted != s.Session.ConnectionId => "the app named another connection",
            _ when !s.SignIn.IsFor(s.Session.UserId) => "the app asked for another user (id_token_hint, claims)",
            _ when request.EssentialAcr is { IsEmpty: false } acr && !acr.Contains(s.Session.Acr ?? "") => "it lacks the essential acr",
            _ => null,
        };
    }

    private static NextStep Stop(Situation s, ErrorReason reason, string code, OAuthError error) =>
        s.SignIn.Request.Silent ? new TellApp(error) : new TellPerson(reason, code, error);
}

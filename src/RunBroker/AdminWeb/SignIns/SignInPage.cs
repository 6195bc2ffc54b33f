using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Cases;
using RunBroker.Pages;
using RunBroker.Storage;

namespace RunBroker.AdminWeb.SignIns;

/// <summary>One case file as a page: the API's own resource, with names and ways to the other pages.</summary>
internal sealed class SignInPage(Db db, SignInAdmin signIns, AppNames apps, Providers providers)
{
    public async Task<IResult> Of(WebCall call, SignInResource c, bool revealed)
    {
        var provider = c.ConnectionId is { } connection ? await db.Read(tx => providers.Of(tx, call.Tenant.Id, connection), call.Stop) : Provider.None;
        var app = c.Test ? call.Frame.Language.Words<SignInWords>().TestSignIn
            : c.ClientId is { } client ? (await apps.Of([client], call.Stop))[client] : null;
        return new AdminPage<SignInView, SignInModel, SignInWords>(call.Frame, new()
        {
            Id = c.Id,
            CaseId = c.CaseId,
            State = c.State,
            Test = c.Test,
            Verdict = c.Error is { } error ? await VerdictOf(call, error, provider, c) : null,
            At = At(c.CreatedAt),
            FinishedAt = c.FinishedAt is { } end ? At(end) : null,
            KeptUntil = At(c.KeptUntil),
            App = app is null ? null : Inert.Name(app),
            ClientId = c.ClientId,
            Connection = provider.Name is { } name ? Inert.Name(name) : c.ConnectionId,
            ConnectionId = provider.Protocol is null ? null : c.ConnectionId,
            Provider = provider.Kind.Name(),
            UserId = c.UserId,
            SessionId = c.SessionId,
            LogoutId = c.LogoutId,
            Steps = [.. c.Steps.Where(s => s.Target is null).OrderBy(s => s.At)
                .Select(s => new SignInStepRow(At(s.At), s.Name, s.Outcome, Says(call, s, provider), Line(call, s.Wanted), Line(call, s.Got)))],
            Mapping = [.. c.Steps.Where(s => s.Target is not null)
                .Select(s => new MappingRow(Inert.Name(s.Target!), Line(call, s.Wanted), s.Got ?? "", s.Value is { } value ? Inert.Text(value) : null))],
            Unused = [.. c.UnusedClaims.Select(Inert.Name)],
            Messages = [.. c.Messages.Select(m => new SignInMessageRow(m.Direction, m.Kind, [.. m.Redacted.Select(Inert.Name)], InertBlock.Of(m.Decoded)))],
            Revealed = revealed,
        }, 200);
    }

    private async Task<Verdict> VerdictOf(WebCall call, SignInError error, Provider provider, SignInResource c)
    {
        var (connection, user) = (c.ConnectionId, c.UserId);
        var cause = CauseCatalogue.Of(error.Code, provider.Protocol);
        var here = cause?.Here switch
        {
            AdminPlace.Connection => connection is null || provider.Protocol is null ? "/connections" : $"/connections/{connection}",
            AdminPlace.Connections => "/connections",
            AdminPlace.Domains => "/domains",
            AdminPlace.Apps => "/apps",
            AdminPlace.Users => user is null ? "/users" : $"/users/{user}",
            AdminPlace.Settings => "/settings",
            _ => null,
        };
        return new(error.Code, error.Title, error.Explanation, error.Fix, error.Who, error.Where, here is null ? null : call.Frame.At(here),
            (cause?.Stop ?? CauseStop.Broker).ToString(), c.Test ? null : await signIns.CountOf(call.Tenant.Id, error.Code, call.Stop));
    }

    private static DateTimeOffset At(DateTime at) => new(at, TimeSpan.Zero);

    /// <summary>Of what failed the detail is a code, which has a title.</summary>
    private static string? Says(WebCall call, SignInStep step, Provider provider) =>
        step is { Outcome: "failed", Detail: { } code } && CauseCatalogue.Of(code, provider.Protocol) is { } cause
            ? cause.Text(call.Frame.Language).Title : Line(call, step.Detail);

    private static string? Line(WebCall call, string? text) => StepTexts.In(call.Frame.Language, text) is { } line ? Inert.Text(line) : null;
}

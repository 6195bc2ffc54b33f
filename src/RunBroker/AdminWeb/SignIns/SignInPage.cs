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
            Verdict = c.Error is { } error ? await VerdictOf(call, error, provider, c.ConnectionId, c.UserId) : null,
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
                .Select(s => new SignInStepRow(At(s.At), s.Name, s.Outcome, Line(s.Detail), Line(s.Wanted), Line(s.Got)))],
            Mapping = [.. c.Steps.Where(s => s.Target is not null)
                .Select(s => new MappingRow(Inert.Name(s.Target!), Line(s.Wanted), s.Got ?? "", Line(s.Value)))],
            Unused = [.. c.UnusedClaims.Select(Inert.Name)],
            Messages = [.. c.Messages.Select(m => new SignInMessageRow(m.Direction, m.Kind, [.. m.Redacted.Select(Inert.Name)], InertBlock.Of(m.Decoded)))],
            Revealed = revealed,
        }, 200);
    }

    private async Task<Verdict> VerdictOf(WebCall call, SignInError error, Provider provider, string? connection, string? user)
    {
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
            (cause?.Stop ?? CauseStop.Broker).ToString(), await signIns.CountOf(call.Tenant.Id, error.Code, call.Stop));
    }

    private static DateTimeOffset At(DateTime at) => new(at, TimeSpan.Zero);

    private static string? Line(string? text) => text is null ? null : Inert.Text(text);
}

/// <summary>Text of several lines from outside: nothing in it reorders or hides a part of the page.</summary>
internal static class InertBlock
{
    public static string Of(string text) => string.Join('\n', text.Split('\n').Select(Indented));

    // Inert trims a line, and the indentation is what makes XML and JSON readable.
    private static string Indented(string line)
    {
        var blanks = line.Length - line.TrimStart(' ').Length;
        return string.Concat(line.AsSpan(0, blanks), Whole(line[blanks..]));
    }

    private static string Whole(string line) =>
        string.Concat(line.Chunk(500).Select(part => Inert.Text(new string(part))));
}

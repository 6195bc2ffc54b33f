using System.Text.Json.Nodes;
using RunBroker.Demo.Views;
using RunBroker.Pages;

namespace RunBroker.Demo.Apps;

/// <summary>The URLs of a server-rendered app.</summary>
internal sealed class WebAppRoutes(WebApp app, string guide, string colour)
{
    private readonly string sessionCookie = $"{app.Key}_{new Uri(app.At).Port}_session";
    private readonly string browserCookie = $"{app.Key}_{new Uri(app.At).Port}_browser";

    public void Map(WebApplication at)
    {
        at.MapGet("/", (Delegate)(async (HttpContext http) => Page(await Session(http), ended: http.Request.Cookies.ContainsKey(sessionCookie))));
        at.MapGet("/sign-in", (Delegate)((HttpContext http) => Begin(http, "/", null)));
        at.MapGet("/sign-in/other", (Delegate)((HttpContext http) => Begin(http, "/", "login")));
        at.MapGet("/sso", Sso);
        at.MapGet(app.Deep.Path, (Delegate)Deep);
        at.MapGet("/callback", Callback);
        at.MapPost("/refresh", (Delegate)Refresh);
        at.MapPost("/sign-out", (Delegate)SignOut);
        at.MapPost("/backchannel-logout", (Delegate)Told);
        at.MapGet("/signed-out", () => Page(null, notice: "You are signed out."));
    }

    /// <summary>AU-17: a link into the app that needs no knowledge of whether the person is signed in.</summary>
    private async Task<IResult> Sso(HttpContext http, string? targetUrl)
    {
        if (targetUrl is null || !LocalTarget.Allows(targetUrl))
            return Page(null, problem: "targetUrl must be a path of this app, such as " + app.Deep.Path, status: 400);
        return await Session(http) is null ? await Begin(http, targetUrl, null) : Results.Redirect(targetUrl);
    }

    private async Task<IResult> Deep(HttpContext http) => await Session(http) is { } session
        ? Page(session, deep: app.Deep)
        : Results.Redirect("/sso?targetUrl=" + Uri.EscapeDataString(app.Deep.Path));

    private async Task<IResult> Begin(HttpContext http, string target, string? prompt)
    {
        var browser = http.Request.Cookies[browserCookie] ?? Unguessable.New();
        http.Response.Cookies.Append(browserCookie, browser, Site.Cookie);
        return Results.Redirect(await app.Begin(browser, target, prompt));
    }

    private async Task<IResult> Callback(HttpContext http, string? state, string? code, string? error, string? error_description, string? iss)
    {
        if (app.Take(state, http.Request.Cookies[browserCookie]) is not { } begun)
            return Page(null, problem: "This sign-in was not begun here, or is over. Please sign in again.", status: 400);
        // RFC 9207: an answer of another provider is no answer.
        if (iss != app.Broker.Issuer)
            return Page(null, problem: "The answer is not from RunBroker.", status: 400);
        if (code is null)
            return Refuse(error ?? "no code", error_description);
        var (session, why) = await app.Finish(begun, code);
        if (session is null)
            return Refuse(why?.Error ?? "no tokens", why?.Says);
        http.Response.Cookies.Append(sessionCookie, session.Id, Site.Cookie);
        return Results.Redirect(begun.Target);
    }

    private async Task<IResult> Refresh(HttpContext http)
    {
        if (!Site.IsOwnForm(http))
            return Results.StatusCode(403);
        if (await Session(http) is { } session)
            await app.Refresh(session.Id);
        return Results.Redirect("/");
    }

    private async Task<IResult> SignOut(HttpContext http)
    {
        if (!Site.IsOwnForm(http))
            return Results.StatusCode(403);
        http.Response.Cookies.Delete(sessionCookie);
        if (await Session(http) is not { } session)
            return Results.Redirect("/");
        app.SignOut(session);
        return Results.Redirect(await app.Broker.EndSessionUrl(session.Tokens.IdToken));
    }

    /// <summary>Back-Channel Logout 1.0: from the broker's server, with no cookie; the token alone is believed.</summary>
    private async Task<IResult> Told(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.HasFormContentType && (string?)(await http.Request.ReadFormAsync())["logout_token"] is { } token && await app.Told(token))
            return Results.Ok();
        return Results.Json(new JsonObject { ["error"] = "invalid_request" }, statusCode: 400);
    }

    private PageResult<AppPage, AppPageModel> Refuse(string error, string? says)
    {
        app.Refused(error, says is null ? null : JsonValue.Create(says));
        return Page(null, problem: $"RunBroker answered {error}{(says is null ? "" : $": {says}")}.", status: 400);
    }

    private Task<AppSession?> Session(HttpContext http) => app.Current(http.Request.Cookies[sessionCookie]);

    private PageResult<AppPage, AppPageModel> Page(
        AppSession? session, string? notice = null, string? problem = null, DeepPage? deep = null, bool ended = false, int status = 200)
    {
        var said = notice ?? (ended && session is null ? "Your sign-in has ended at RunBroker, so it has ended here." : null);
        var model = new AppPageModel(app.Name, app.About, app.At, app.Deep, guide, session, said, problem, deep);
        return new(new PageFrame { Brand = BrandColour.Parse(colour) }, model, status, PageReach.Own([new Uri(app.Broker.Issuer)]));
    }
}

/// <summary>What an app's page shows.</summary>
/// <param name="Shown">The page that was asked for, when it is not the first one.</param>
public sealed record AppPageModel(
    string Name, string About, string At, DeepPage Deep, string Guide, AppSession? Session, string? Notice, string? Problem, DeepPage? Shown);

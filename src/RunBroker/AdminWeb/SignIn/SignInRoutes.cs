using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Http;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.SignIn;

/// <summary>
/// How somebody comes to the admin pages: through the broker itself, as to any app, or with an API token (break glass, first start).
/// Open to everybody, so nothing here tells who is an admin of what.
/// </summary>
internal static class SignInRoutes
{
    public const string Path = "/admin/sign-in";
    public const string Return = "/admin/signed-in";
    private const string To = "to";

    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AddEndpointFilter(app.ServiceProvider.GetRequiredService<IssuerHost>()).ExcludeFromDescription();
        group.Get(Path, Show);
        group.Post(Path, Begin);
        group.Post(Path + "/token", ByToken);
        group.Get(Return, Finish);
        group.Post("/admin/sign-out", SignOut);
    }

    /// <summary>The sign-in page, and back to this one afterwards; a form is not repeated.</summary>
    public static string WithReturn(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Path != WebGroup.Root
            ? $"{Path}?{To}={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}" : Path;

    private static PageResult<AdminSignInPage, AdminSignInModel> Show(HttpContext http) => Page(http, http.Request.Query[To], 200);

    private static async Task<IResult> Begin(HttpContext http, AdminSignIn signIn, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        return form is null || http.Request.IsOfAnothersPage() ? Page(http, null, 400)
            : PersonPages.Onward(PageFrame.For(http.Request), new OnwardModel { Url = signIn.Begin(http, form["email"], AdminPath.Read(form[To])) });
    }

    /// <summary>A break-glass token, or the one of the first start: a session no wider and no longer than the token.</summary>
    private static async Task<IResult> ByToken(HttpContext http, ManagementTokens tokens, AdminAccess access, CancellationToken stop)
    {
        // A form of another site could put its own admin session into this browser (login CSRF): browsers say where a form comes from.
        var form = await http.Request.ReadFormParameters(stop);
        if (form?["token"] is not { } token || http.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
            return Page(http, form?[To], 400);
        if (await tokens.Authenticate(token.Trim(), stop) is not { } caller || !caller.Actor.StartsWith("token:", StringComparison.Ordinal))
            return Page(http, form[To], 403, refused: true);
        await access.OpenByToken(http, caller.Actor == "token:bootstrap" ? null : caller.Actor["token:".Length..], stop);
        return new Found(AdminPath.Read(form[To]) ?? WebGroup.Root);
    }

    private static async Task<IResult> Finish(HttpContext http, AdminSignIn signIn, AdminAccess access, CancellationToken stop)
    {
        switch (await signIn.Finish(http, stop))
        {
            case AdminSignedIn.In { SessionId: var session, To: var to }:
                await access.OpenBySession(http, session, stop);
                return new Found(to ?? WebGroup.Root);
            case AdminSignedIn.NoRole:
                return Says(http, w => (w.NoRoleTitle, w.NoRoleLead), 403);
            default:
                return Says(http, w => (w.BrokenTitle, w.BrokenLead), 400);
        }
    }

    /// <summary>Ends the admin pages here; of somebody who came through the broker, the whole sign-on, as everywhere.</summary>
    private static async Task<IResult> SignOut(HttpContext http, AdminAccess access, AdminApp app, CancellationToken stop)
    {
        if (await access.Find(http, stop) is not { } desk)
            return new Found(Path);
        var form = await http.Request.ReadFormParameters(stop);
        if (!AdminForms.Holds(desk, form?[AdminForms.Field]))
            return new Found(WebGroup.Root);
        await access.Close(http, desk, stop);
        return AdminRoles.IsPerson(desk.Caller)
            ? PersonPages.Onward(PageFrame.For(http.Request), new OnwardModel { Url = app.SignOutUrl })
            : new Found(Path);
    }

    private static PageResult<AdminSignInPage, AdminSignInModel> Page(HttpContext http, string? to, int status, bool refused = false) =>
        new PageResult<AdminSignInPage, AdminSignInModel>(PageFrame.For(http.Request).WithLanguageLink(http.Request),
            new AdminSignInModel { To = AdminPath.Read(to), TokenRefused = refused }, status, PageReach.Own([]));

    private static IResult Says(HttpContext http, Func<AdminSignInWords, (string Title, string Lead)> says, int status)
    {
        var frame = PageFrame.For(http.Request);
        var words = frame.Language.Words<AdminSignInWords>();
        var (title, lead) = says(words);
        return PersonPages.Message(frame, new() { Title = title, Lead = lead, Status = status, LinkText = words.Again, LinkUrl = Path });
    }
}

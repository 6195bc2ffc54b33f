using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Tenancy;

namespace RunBroker.Logout;

/// <summary>Our page asks, and the person says yes: then every session of this browser ends (O-101).</summary>
internal static class ConfirmEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, Apps apps, EndBrowserSession end, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        if (form is not { Repeated: null })
            return Ask(http, SignOutAsk.Of(http.Request, Parameters.None, null, null));
        // Hidden fields are the browser's word like any other.
        var app = await apps.Find(form["client_id"], stop);
        var asked = SignOutAsk.Of(http.Request, form, app, form["post_logout_redirect_uri"]) with { AfterForm = true };
        return SignOutForm.IsOurs(http, form["form_token"]) ? await end.All(http, asked, stop) : Ask(http, asked);
    }

    public static IResult Ask(HttpContext http, SignOutAsk asked)
    {
        var token = SignOutForm.Issue(http);
        var frame = PageFrame.For(http.Request, asked.UiLocales).WithLanguageLink(http.Request);
        return PersonPages.ConfirmSignOut(frame, new ConfirmSignOutModel
        {
            AppName = asked.App?.Name,
            Form = new OwnForm(
                Routes.ConfirmSignOut, new FormField("form_token", token), [.. asked.Carried().Select(f => new FormField(f.Key, f.Value))]),
        });
    }
}

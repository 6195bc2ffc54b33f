using RunBroker.AdminWeb.Door;
using RunBroker.Http;
using RunBroker.Pages;

namespace RunBroker.Operations;

/// <summary>The page behind the setup link: looking is free, pressing the button spends it.</summary>
internal static class SetupEndpoint
{
    private const string Path = "/setup/{token}";
    private const string Field = "token";

    public static void Map(IEndpointRouteBuilder app)
    {
        var setup = app.MapGroup(Path).AddEndpointFilter(app.ServiceProvider.GetRequiredService<IssuerHost>()).ExcludeFromDescription();
        setup.Get("", Show);
        setup.Post("", Redeem);
    }

    private static async Task<IResult> Show(HttpContext http, string token, Setup setup)
    {
        var frame = PageFrame.For(http.Request);
        // The token in the form is the proof of its own: only who has the link can have the form.
        return await setup.IsOpen(token, http.RequestAborted)
            ? PersonPages.SetupLink(frame, new() { Form = new OwnForm($"/setup/{Uri.EscapeDataString(token)}", new(Field, token), []) })
            : PersonPages.SetupLinkSpent(frame);
    }

    private static async Task<IResult> Redeem(HttpContext http, string token, Setup setup, AdminAccess access)
    {
        var frame = PageFrame.For(http.Request);
        var form = await http.Request.ReadFormParameters(http.RequestAborted);
        if (form?[Field] != token || await setup.Redeem(token, http.RequestAborted) is not { } made)
            return PersonPages.SetupLinkSpent(frame);
        // Whoever has the token may as well begin at once.
        await access.OpenByToken(http, made.Split('.')[0], http.RequestAborted);
        return PersonPages.OperatorToken(frame, new() { Token = made, AdminUrl = WebGroup.Root });
    }
}

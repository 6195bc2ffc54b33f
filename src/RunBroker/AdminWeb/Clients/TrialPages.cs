using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.Clients;

/// <summary>"Try a sign-in": there and back, and what came of it.</summary>
internal static class TrialPages
{
    public static void Map(WebGroup web)
    {
        web.Post("/tenants/{slug}/apps/{id}/try", Begin);
        web.Get(TrialApp.ReturnPath, Finish);
    }

    private static async Task<IResult> Begin(HttpContext http, ClientAdmin clients, Trial trial)
    {
        var call = WebCall.Of(http);
        return await (await clients.Get(call.Caller with { Tenant = call.Tenant.Id }, call.Route("id"), call.Stop)).Match(
            async app => PersonPages.Onward(PageFrame.For(http.Request), new OnwardModel { Url = await trial.Begin(http, call.Tenant, app.Resource, call.Stop) }),
            _ => Task.FromResult(AdminPages.NotFound(call)));
    }

    private static async Task<IResult> Finish(HttpContext http, Trial trial)
    {
        var call = WebCall.Of(http);
        return await trial.Finish(http, call.Stop) is { } outcome
            ? new AdminPage<TrialView, TrialOutcome, TrialWords>(call.Frame, outcome, 200) : AdminPages.NotFound(call);
    }
}

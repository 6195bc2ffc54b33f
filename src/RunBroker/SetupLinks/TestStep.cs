using RunBroker.Admin;
using RunBroker.Pages;

namespace RunBroker.SetupLinks;

public sealed record TestModel
{
    public required SetupSurround Setup { get; init; }

    /// <summary>waiting, under_way, succeeded, failed or expired; null: none was begun since the settings were saved.</summary>
    public string? State { get; init; }

    /// <summary>Nothing is missing that keeps people out.</summary>
    public bool Ready { get; init; }

    /// <summary>Why it failed, and what to do.</summary>
    public string? Title { get; init; }
    public string? Fix { get; init; }
    public AdminWeb.Frame.FormProblem? Problem { get; init; }
}

/// <summary>The holder signs in once, as anybody will, and nothing stays of it.</summary>
internal static class TestStep
{
    public static void Map(SetupGroup setup)
    {
        setup.Get(SetupStep.Test, "", Show);
        setup.Post(SetupStep.Test, "", Begin);
    }

    private static async Task<IResult> Show(HttpContext http, HolderActs acts, HolderTests tests, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        var test = await tests.Last(call);
        // The link's row has changed when a test has just come to its end.
        return Page(await acts.Fresh(call), desk, test, null);
    }

    /// <summary>To the provider by a page that says so: Chrome holds the redirects of a form against this page's policy (O-009).</summary>
    private static async Task<IResult> Begin(HttpContext http, HolderTests tests, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        return (await tests.Begin(call)).Match(
            url => PersonPages.Onward(PageFrame.For(http.Request) with { TenantName = call.Tenant.Name }, new OnwardModel { Url = url }),
            why => Page(call, desk, null, why));
    }

    private static IResult Page(SetupCall call, SetupDesk desk, ConnectionTestResource? test, Problem? why) =>
        SetupDesk.Page<TestStepPage, TestModel>(call, new()
        {
            Setup = desk.Around(call, SetupStep.Test),
            State = test?.State,
            Ready = call.Link.Ready,
            Title = test?.Error is { } error ? Inert.Text(error.Title) : null,
            Fix = test?.Error is { } e ? Inert.Text(e.Fix) : null,
            Problem = why is null ? null : call.Says(why),
        }, why?.Status ?? 200);
}

using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Pages;
using RunBroker.TestSignIns;

namespace RunBroker.AdminWeb.ConnectionTests;

/// <summary>"Test sign-in": here and now, or by a link for a colleague; and what came of each.</summary>
internal static class TestPages
{
    private const string One = "/tenants/{slug}/connections/{id}";
    private const int Rows = 20;

    public static void Map(WebGroup web)
    {
        web.Get(One + "/tests", List);
        web.Post(One + "/test", Start);
        web.Get(One + "/tests/{test}", Show);
        web.Post(One + "/tests/{test}/reveal", Reveal);
    }

    private static async Task<IResult> List(HttpContext http, ConnectionAdmin connections, ConnectionTest tests, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return await Page(call, connections, tests, desk, null);
    }

    private static async Task<IResult> Start(HttpContext http, ConnectionAdmin connections, ConnectionTest tests, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        var (id, draft) = (call.Route("id"), call.Ticked("draft"));
        var begun = await tests.Start(
            call.Caller, call.Tenant, id, call.Field("do") == "link" ? null : ConnectionFormPages.At(call, id) + "/tests/{test}", draft, call.Stop);
        if (begun is not AdminResult<ConnectionTestResource>.Done { Value.Url: { } url })
            return ((AdminResult<ConnectionTestResource>.Refused)begun).Why is { Status: 404 } ? AdminPages.NotFound(call)
                : new Found(ConnectionFormPages.At(call, id));
        // The way to a provider begins here, and no form of ours may be redirected there.
        return call.Field("do") == "link" ? await Page(call, connections, tests, desk, url)
            : PersonPages.Onward(PageFrame.For(http.Request), new OnwardModel { Url = url });
    }

    private static async Task<IResult> Show(HttpContext http, ConnectionAdmin connections, ConnectionTest tests, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return await Of(call, connections, desk,
            await tests.Get(call.Tenant.Id, call.Route("id"), call.Route("test"), call.Frame.Language, call.Stop), revealed: false);
    }

    private static async Task<IResult> Reveal(HttpContext http, ConnectionAdmin connections, ConnectionTest tests, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return await Of(call, connections, desk,
            await tests.Reveal(call.Caller, call.Tenant.Id, call.Route("id"), call.Route("test"), call.Frame.Language, call.Stop), revealed: true);
    }

    private static async Task<IResult> Page(WebCall call, ConnectionAdmin connections, ConnectionTest tests, ConnectionDesk desk, string? link)
    {
        var id = call.Route("id");
        if (await connections.Get(call.Tenant.Id, id, call.Stop) is not AdminResult<Versioned<ConnectionResource>>.Done { Value: var stored })
            return AdminPages.NotFound(call);
        var page = call.Page().Match(ask => ask, _ => new PageAsk(Rows, null));
        var listed = (await tests.List(call.Tenant.Id, id, page with { Limit = Rows }, call.Stop)).Match(p => p, _ => new([], null));
        return new AdminPage<TestListView, TestListModel, TestWords>(call.Frame, new()
        {
            Connection = await desk.Of(call, stored),
            Rows = [.. listed.Items.Select(TestRow.Of)],
            Next = listed.NextCursor,
            Link = link,
        }, 200);
    }

    private static async Task<IResult> Of(
        WebCall call, ConnectionAdmin connections, ConnectionDesk desk, AdminResult<ConnectionTestResource> found, bool revealed)
    {
        if (found is not AdminResult<ConnectionTestResource>.Done { Value: var test }
            || await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop) is not AdminResult<Versioned<ConnectionResource>>.Done { Value: var stored })
            return AdminPages.NotFound(call);
        return new AdminPage<TestView, TestModel, TestWords>(call.Frame, new()
        {
            Connection = await desk.Of(call, stored),
            Row = TestRow.Of(test),
            Report = TestReportModel.Of(test),
            Revealed = revealed,
        }, 200);
    }
}

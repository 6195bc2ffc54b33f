using RunBroker.Admin;
using RunBroker.Http;
using RunBroker.Pages;

namespace RunBroker.TestSignIns;

public sealed record TestResultModel
{
    public required TestReportModel Report { get; init; }
    public required string Connection { get; init => field = Inert.Name(value); }

    /// <summary>One of our own paths, where whoever made the link goes on.</summary>
    public string? ReturnTo { get; init => field = Inert.Link(value); }
}

/// <summary>
/// What came of a test, for the browser that made it and no other: its cookie opens this page and nothing else. Admins have their own page of it.
/// </summary>
internal static class TestResultEndpoint
{
    public static async Task<IResult> Handle(string id, HttpContext http, ConnectionTest tests, CancellationToken stop)
    {
        var frame = PageFrame.For(http.Request).WithLanguageLink(http.Request);
        var opened = Cookies.ReadHandles(http, Cookies.Tests).FirstOrDefault(h => h.Id == id);
        if (await tests.ForTester(opened, frame.Language, stop) is not var (test, tenant, connection))
            return PersonPages.NotFound(frame);
        return new PageResult<TestResultPage, TestResultModel>(frame with { TenantName = tenant.Name }, new()
        {
            Report = TestReportModel.Of(test),
            Connection = connection.Name,
            ReturnTo = test.ReturnTo,
        }, 200, PageReach.None);
    }
}

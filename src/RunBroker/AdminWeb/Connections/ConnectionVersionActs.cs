using System.Globalization;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

/// <summary>The draft goes live or goes; what was live comes back.</summary>
internal static class ConnectionVersionActs
{
    private const string One = "/tenants/{slug}/connections/{id}";

    public static void Map(WebGroup web)
    {
        web.Post(One + "/promote", Promote);
        web.Post(One + "/rollback", RollBack);
        web.Post(One + "/discard-draft", Discard);
    }

    private static async Task<IResult> Promote(HttpContext http, ConnectionVersions versions, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return await ConnectionActs.Answer(call, connections, desk, nameof(ConnectionFormWords.Promoted),
            await versions.Promote(call.Caller, call.Tenant.Id, call.Route("id"), Number(call), ConnectionFormPages.IfMatch(call), call.Stop));
    }

    private static async Task<IResult> RollBack(HttpContext http, ConnectionVersions versions, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return await ConnectionActs.Answer(call, connections, desk, nameof(ConnectionFormWords.RolledBack),
            await versions.RollBack(call.Caller, call.Tenant.Id, call.Route("id"), Number(call), ConnectionFormPages.IfMatch(call), call.Stop));
    }

    private static async Task<IResult> Discard(HttpContext http, ConnectionVersions versions)
    {
        var call = WebCall.Of(http);
        // Gone already is as good; of a connection that is not there the next page says so.
        await versions.Discard(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop);
        return Found.After(ConnectionFormPages.At(call, call.Route("id")), nameof(ConnectionFormWords.DraftDiscarded));
    }

    private static long? Number(WebCall call) =>
        long.TryParse(call.Field("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

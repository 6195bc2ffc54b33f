using System.Text.Json.Nodes;
using RunBroker.Http;
using RunBroker.Operations;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.TestSignIns;

/// <summary>
/// The end of a test, in the transaction that ends its case. It is noted in the audit log, and no webhook hears of it: nobody has signed in, and
/// nobody was kept out.
/// </summary>
internal static class TestEnd
{
    /// <returns>False: another sign-in of this test has begun since, or it is over; nothing was written.</returns>
    public static async Task<bool> Note(Tx tx, HttpContext http, CaseFile file, string? error, byte[]? report, DateTimeOffset now)
    {
        var (test, state) = (file.Row.TestId!, error is null ? ConnectionTestRow.Succeeded : ConnectionTestRow.Failed);
        if (!await ConnectionTestStore.Finish(tx, test, file.Id, state, report, now))
            return false;
        await Events.Record(tx, new("connection.tested", file.Row.TenantId, $"upstream:{file.Row.ConnectionId}", "connection", file.Row.ConnectionId!,
            new JsonObject { ["id"] = file.Row.ConnectionId, ["test_id"] = test, ["case_id"] = file.CaseId, ["state"] = state, ["error"] = error },
            http.Ip(), now));
        return true;
    }
}

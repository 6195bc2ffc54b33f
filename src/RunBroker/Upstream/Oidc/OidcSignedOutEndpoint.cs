using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Oidc;

/// <summary>
/// Upstream → broker: the person is back from a sign-out there (OIDCRP-3). Our state proves that it was the provider who had it; without
/// one the browser goes on all the same, and the receipt stays without an answer.
/// </summary>
internal static class OidcSignedOutEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, SignOutWays ways, SignedOutPage page, TimeProvider time, CancellationToken stop)
    {
        var state = (await http.Request.ReadParameters(stop))?["state"];
        var signOut = state is null ? null : await db.Write(tx => Settle(tx, connection, state, time.GetUtcNow()), CancellationToken.None);
        return await ways.Address(http, signOut ?? await OfBrowser(http, connection, ways, stop), stop) is { } address
            ? new SeeOther(address) : await page.Plain(http, stop);
    }

    private static async Task<string?> Settle(Tx tx, string connection, string state, DateTimeOffset now)
    {
        if (await ConnectionStore.FindByUrl(tx, connection) is not { Protocol: "oidc" } row
            || await LogoutStore.FindAsked(tx, row.TenantId, row.Id, state) is not { } leg)
            return null;
        await LogoutStore.Settle(tx, leg.TenantId, leg.Id, LegStates.Delivered, null, null, now);
        return (await LogoutStore.Find(tx, leg.TenantId, leg.LogoutId))?.SignOutId;
    }

    /// <summary>The newest way of this browser that led to this provider.</summary>
    private static async Task<string?> OfBrowser(HttpContext http, string connection, SignOutWays ways, CancellationToken stop)
    {
        foreach (var held in Cookies.ReadHandles(http, Cookies.SignOuts))
        {
            if (await ways.Of(http, held.Id, stop) is { } way && way.Legs.Any(l => l.Target == connection))
                return way.Id;
        }

        return null;
    }
}

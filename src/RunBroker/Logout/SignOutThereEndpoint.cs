using RunBroker.Authorize;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Logout;

/// <summary>
/// "Sign out there too": the upstream that was not asked becomes a leg of the receipt, and the browser's way goes on through it.
/// </summary>
internal static class SignOutThereEndpoint
{
    public static async Task<IResult> Handle(
        string id, string connection, HttpContext http, SignOutWays ways, Db db, TimeProvider time, CancellationToken stop)
    {
        if (await ways.Of(http, id, stop) is { } way)
            await db.Write(tx => Add(tx, way, connection, time.GetUtcNow()), CancellationToken.None);
        return new SeeOther(Routes.SignOut(id));
    }

    private static async Task Add(Tx tx, SignOutWay way, string connection, DateTimeOffset now)
    {
        if (await LogoutStore.FindAndLockSignOut(tx, way.Id, now) is not { } row)
            return;
        var next = SignOutNext.Read(row.Next);
        foreach (var offer in next.Offers.Where(o => o.Connection == connection))
        {
            // Pressed twice, it is asked once.
            if ((await LogoutStore.Legs(tx, [offer.Logout])).Any(l => l.Target == connection))
                continue;
            await LogoutStore.Add(tx, new LogoutLeg
            {
                Id = Ids.New("leg_", now),
                LogoutId = offer.Logout,
                TenantId = offer.TenantId,
                Target = connection,
                Channel = offer.Protocol,
                State = LegStates.Pending,
                Upstream = offer.Sealed,
                At = now,
            });
        }

        // The leg has what is needed now, until it is asked: it does not lie here as well.
        await LogoutStore.SetNext(tx, way.Id, (next with { Offers = [.. next.Offers.Where(o => o.Connection != connection)] }).Write());
    }
}

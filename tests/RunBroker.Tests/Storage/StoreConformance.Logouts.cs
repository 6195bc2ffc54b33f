using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_logout_is_stored_with_its_legs_and_read_by_its_tenant_only()
    {
        var logout = Rows.Logout(A, "lgo_1") with { SignOutId = "sot_1" };
        var leg = Rows.Leg(logout, "leg_2") with { Channel = LogoutChannels.Saml, Sid = null, Upstream = [7], LastError = "x", Attempts = 3 };
        await Write(tx => LogoutStore.Insert(tx, logout, [Rows.Leg(logout, "leg_1"), leg]));
        await Write(tx => LogoutStore.Insert(tx, Rows.Logout(A, "lgo_2"), []));
        await Write(tx => LogoutStore.Insert(tx, Rows.Logout(B, "lgo_3"), []));

        Assert.Equal(logout, await Read(tx => LogoutStore.Find(tx, A, "lgo_1")));
        Assert.Equal(logout, await Read(tx => LogoutStore.OfSession(tx, A, logout.SessionId)));
        Assert.Equal(logout, await Read(tx => LogoutStore.FindReceipt(tx, A, "SO-lgo_1")));
        Assert.Null(await Read(tx => LogoutStore.FindReceipt(tx, B, "SO-lgo_1")));
        Assert.Equal(["lgo_2", "lgo_1"], (await Read(tx => LogoutStore.Page(tx, A, null, 9))).Select(l => l.Id));
        Assert.Equal(["lgo_1"], (await Read(tx => LogoutStore.Page(tx, A, "lgo_2", 9))).Select(l => l.Id));
        Assert.Equal(["lgo_1"], (await Read(tx => LogoutStore.OfSignOut(tx, "sot_1"))).Select(l => l.Id));
        Assert.Equal(["leg_1", "leg_2"], (await Read(tx => LogoutStore.LegsOfSignOut(tx, "sot_1"))).Select(l => l.Id));
        Assert.Empty(await Read(tx => LogoutStore.LegsOfSignOut(tx, "sot_2")));
        var legs = await Read(tx => LogoutStore.Legs(tx, ["lgo_1", "lgo_2"]));
        Assert.Equal(["leg_1", "leg_2"], legs.Select(l => l.Id));
        Assert.Equivalent(leg, legs[1], strict: true);

        Assert.Null(await Read(tx => LogoutStore.Find(tx, B, "lgo_1")));
        Assert.Null(await Read(tx => LogoutStore.OfSession(tx, B, logout.SessionId)));
        Assert.Null(await Read(tx => LogoutStore.FindLeg(tx, B, "leg_1")));
        Assert.False(await Write(tx => LogoutStore.Settle(tx, B, "leg_1", LegStates.Delivered, 1, null, Now)));
    }

    [Fact]
    public async Task A_leg_is_settled_once_and_reopened_only_when_it_failed()
    {
        var logout = Rows.Logout(A, "lgo_1");
        await Write(tx => LogoutStore.Insert(tx, logout, [Rows.Leg(logout, "leg_1")]));
        Assert.True(await Write(tx => LogoutStore.Settle(tx, A, "leg_1", LegStates.Pending, 1, "status 503", Now)));
        Assert.True(await Write(tx => LogoutStore.Settle(tx, A, "leg_1", LegStates.Failed, 2, "status 400", Now.AddMinutes(1))));
        Assert.False(await Write(tx => LogoutStore.Settle(tx, A, "leg_1", LegStates.Delivered, 3, null, Now.AddMinutes(2))));
        var failed = (await Read(tx => LogoutStore.FindLeg(tx, A, "leg_1")))!;
        Assert.Equal((LegStates.Failed, 2, "status 400", Now.AddMinutes(1)), (failed.State, failed.Attempts, failed.LastError, failed.At));

        Assert.False(await Write(tx => LogoutStore.Reopen(tx, B, "leg_1", Now)));
        Assert.True(await Write(tx => LogoutStore.Reopen(tx, A, "leg_1", Now.AddMinutes(3))));
        Assert.True(await Write(tx => LogoutStore.Settle(tx, A, "leg_1", LegStates.Delivered, null, null, Now.AddMinutes(4))));
        Assert.False(await Write(tx => LogoutStore.Reopen(tx, A, "leg_1", Now)));
    }

    [Fact]
    public async Task Legs_of_which_the_same_came_are_settled_together_by_their_tenant_only()
    {
        var logout = Rows.Logout(A, "lgo_1") with { SignOutId = "sot_1" };
        var upstream = Rows.Leg(logout, "leg_3") with { Channel = LogoutChannels.Saml, Upstream = [7] };
        await Write(tx => LogoutStore.Insert(tx, logout, [Rows.Leg(logout, "leg_1"), Rows.Leg(logout, "leg_2") with { Sid = null, Attempts = 1 }, upstream]));
        Assert.Equal(["leg_3"], (await Read(tx => LogoutStore.BrowserLegsOfSignOut(tx, "sot_1"))).Select(l => l.Id));
        Assert.Empty(await Read(tx => LogoutStore.BrowserLegsOfSignOut(tx, "sot_2")));

        Assert.Empty(await Write(tx => LogoutStore.SettleMany(tx, B, ["leg_1", "leg_2"], LegStates.Delivered, 1, null, Now)));
        var waits = await Write(tx => LogoutStore.SettleMany(tx, A, ["leg_2", "leg_3"], LegStates.Pending, 2, "status 503", Now));
        Assert.Equal(["leg_2", "leg_3"], waits.Order(StringComparer.Ordinal));
        Assert.NotNull((await Read(tx => LogoutStore.FindLeg(tx, A, "leg_3")))!.Upstream);
        var settled = await Write(tx => LogoutStore.SettleMany(tx, A, ["leg_1", "leg_3", "leg_4"], LegStates.Delivered, 3, null, Now.AddMinutes(1)));
        Assert.Equal(["leg_1", "leg_3"], settled.Order(StringComparer.Ordinal));
        Assert.Empty(await Write(tx => LogoutStore.SettleMany(tx, A, ["leg_1"], LegStates.Failed, 4, "late", Now)));
        var legs = await Read(tx => LogoutStore.Legs(tx, ["lgo_1"]));
        Assert.Equivalent(upstream with { State = LegStates.Delivered, Attempts = 3, Upstream = null, At = Now.AddMinutes(1) }, legs[2], strict: true);
        Assert.Equal((LegStates.Pending, 2, "status 503"), (legs[1].State, legs[1].Attempts, legs[1].LastError));
    }

    [Fact]
    public async Task A_leg_asks_its_upstream_once_and_is_found_by_the_answer()
    {
        var logout = Rows.Logout(A, "lgo_1");
        var leg = Rows.Leg(logout, "leg_1") with { Target = "con_a", Channel = LogoutChannels.Saml, Upstream = [7] };
        await Write(tx => LogoutStore.Insert(tx, logout, [leg]));
        Assert.True(await Write(tx => LogoutStore.Ask(tx, leg, "_r1", Now)));
        Assert.False(await Write(tx => LogoutStore.Ask(tx, leg, "_r2", Now)));

        var asked = (await Read(tx => LogoutStore.FindAsked(tx, A, "con_a", "_r1")))!;
        Assert.Equal(("leg_1", 1), (asked.Id, asked.Attempts));
        Assert.Null(asked.Upstream);
        Assert.Null(await Read(tx => LogoutStore.FindAsked(tx, A, "con_a", "_r2")));
        Assert.Null(await Read(tx => LogoutStore.FindAsked(tx, A, "con_b", "_r1")));
        Assert.Null(await Read(tx => LogoutStore.FindAsked(tx, B, "con_a", "_r1")));
        await Write(tx => LogoutStore.Settle(tx, A, "leg_1", LegStates.Delivered, null, null, Now));
        Assert.Null(await Read(tx => LogoutStore.FindAsked(tx, A, "con_a", "_r1")));
    }

    [Fact]
    public async Task A_way_through_a_sign_out_is_found_until_it_is_over()
    {
        var way = new SignOut { Id = "sot_1", SecretHash = [1], Next = "{}", CreatedAt = Now, ExpiresAt = Now.AddMinutes(5) };
        await Write(tx => LogoutStore.InsertSignOut(tx, way));
        Assert.Equivalent(way, await Read(tx => LogoutStore.FindSignOut(tx, "sot_1", Now)), strict: true);
        Assert.Null(await Read(tx => LogoutStore.FindSignOut(tx, "sot_1", Now.AddMinutes(5))));
        Assert.Null(await Read(tx => LogoutStore.FindSignOut(tx, "sot_2", Now)));

        await Write(tx => LogoutStore.SetNext(tx, "sot_1", """{"a":1}"""));
        await Write(tx => LogoutStore.SetNext(tx, "sot_2", "{}"));
        Assert.Equivalent(way with { Next = """{"a":1}""" }, await Write(tx => LogoutStore.FindAndLockSignOut(tx, "sot_1", Now)), strict: true);
        Assert.Null(await Write(tx => LogoutStore.FindAndLockSignOut(tx, "sot_1", Now.AddMinutes(5))));
    }

    [Fact]
    public async Task Legs_that_a_browser_was_to_take_are_given_up_and_others_are_not()
    {
        var logout = Rows.Logout(A, "lgo_1");
        await Write(tx => LogoutStore.Insert(tx, logout, []));
        await Write(tx => LogoutStore.Add(tx, Rows.Leg(logout, "leg_1") with { Channel = LogoutChannels.Saml, Upstream = [7], RequestId = "_r" }));
        await Write(tx => LogoutStore.Add(tx, Rows.Leg(logout, "leg_2") with { Channel = LogoutChannels.Frontchannel }));
        await Write(tx => LogoutStore.Add(tx, Rows.Leg(logout, "leg_3") with { Channel = LogoutChannels.Backchannel }));
        await Write(tx => LogoutStore.Add(tx, Rows.Leg(logout, "leg_4") with { Channel = LogoutChannels.Oidc, At = Now.AddMinutes(5) }));

        Assert.Equal(2, await Write(tx => LogoutStore.GiveUpBrowsers(tx, Now.AddMinutes(1), Now.AddMinutes(11), 9)));

        var legs = await Read(tx => LogoutStore.Legs(tx, ["lgo_1"]));
        Assert.Equal([LegStates.Failed, LegStates.Failed, LegStates.Pending, LegStates.Pending], legs.Select(l => l.State));
        Assert.Null(legs[0].Upstream);
        Assert.NotNull(legs[0].LastError);
        Assert.Null(await Read(tx => LogoutStore.FindAsked(tx, A, legs[0].Target, "_r")));
    }

    [Fact]
    public async Task Receipts_of_all_tenants_are_found_by_id_and_by_number_and_outlive_their_tenant()
    {
        var (one, two) = (Rows.Logout(A, "lgo_1") with { ReceiptId = "SO-1" }, Rows.Logout(B, "lgo_2") with { ReceiptId = "SO-1" });
        await Write(tx => LogoutStore.Insert(tx, [one, two], [Rows.Leg(one, "leg_1"), Rows.Leg(one, "leg_2") with { Upstream = [7] }]));
        await Write(tx => TenantStore.Delete(tx, A));

        Assert.Equal([two, one], await Read(tx => LogoutStore.PageAll(tx, null, null, 9)));
        Assert.Equal([one], await Read(tx => LogoutStore.PageAll(tx, A, null, 9)));
        Assert.Equal([one], await Read(tx => LogoutStore.PageAll(tx, null, "lgo_2", 9)));
        Assert.Equal((A, B), (await Read(tx => LogoutStore.TenantOf(tx, "lgo_1", null, null)), await Read(tx => LogoutStore.TenantOf(tx, "lgo_2", null, null))));
        Assert.Equal(A, await Read(tx => LogoutStore.TenantOf(tx, "SO-1", "SO-1", null)));
        Assert.Null(await Read(tx => LogoutStore.TenantOf(tx, "lgo_3", null, null)));
        // The number stands for both; whoever reaches one tenant finds their own, and nothing by the other's id.
        Assert.Equal(B, await Read(tx => LogoutStore.TenantOf(tx, "SO-1", "SO-1", B)));
        Assert.Null(await Read(tx => LogoutStore.TenantOf(tx, "lgo_1", null, B)));
        var legs = await Read(tx => LogoutStore.Legs(tx, ["lgo_1"]));
        Assert.Equal(["leg_1", "leg_2"], legs.Select(l => l.Id));
        Assert.Equal([null, [7]], legs.Select(l => l.Upstream));
    }
}

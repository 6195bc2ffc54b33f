using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_role_is_given_once_changed_and_taken_within_its_tenant()
    {
        var grant = new AdminGrant { UserId = "usr_a", TenantId = A, Role = "tenant_admin", GrantedBy = "token:x", CreatedAt = Now };
        await Write(tx => AdminWebStore.SetGrant(tx, grant));
        Assert.Equal(grant, await Read(tx => AdminWebStore.Grant(tx, A, "usr_a")));
        Assert.Null(await Read(tx => AdminWebStore.Grant(tx, B, "usr_a")));
        await Write(tx => AdminWebStore.SetGrant(tx, grant with { Role = "tenant_auditor", CreatedAt = Now.AddHours(1) }));
        await Write(tx => AdminWebStore.SetGrant(tx, grant with { UserId = "usr_b", TenantId = B }));
        Assert.Equal(["usr_b", "usr_a"], (await Read(tx => AdminWebStore.Grants(tx, null))).Select(g => g.UserId));
        Assert.Equal("tenant_auditor", Assert.Single(await Read(tx => AdminWebStore.Grants(tx, A))).Role);
        Assert.False(await Write(tx => AdminWebStore.DeleteGrant(tx, B, "usr_a")));
        Assert.True(await Write(tx => AdminWebStore.DeleteGrant(tx, A, "usr_a")));
        await Write(tx => UserStore.Delete(tx, B, "usr_b"));
        Assert.Empty(await Read(tx => AdminWebStore.Grants(tx, null)));
    }

    [Fact]
    public async Task The_tenant_of_the_operators_is_where_one_has_that_role()
    {
        var grant = new AdminGrant { UserId = "usr_a", TenantId = A, Role = "tenant_admin", GrantedBy = "token:x", CreatedAt = Now };
        await Write(tx => AdminWebStore.SetGrant(tx, grant));
        Assert.Null(await Read(tx => AdminWebStore.TenantOfOperators(tx)));
        await Write(async tx =>
        {
            await AdminWebStore.LockGrants(tx);
            await AdminWebStore.SetGrant(tx, grant with { UserId = "usr_b", TenantId = B, Role = "operator" });
        });
        Assert.Equal(B, await Read(tx => AdminWebStore.TenantOfOperators(tx)));
    }

    [Fact]
    public async Task Admin_pages_open_in_a_browser_come_back_and_their_time_only_moves_on()
    {
        var session = new AdminSession
        {
            Id = "adm_1",
            SecretHash = [1, 2, 3],
            TokenId = "rbt_1",
            CreatedAt = Now,
            LastSeenAt = Now,
            ExpiresAt = Now.AddHours(10),
        };
        await Write(tx => AdminWebStore.InsertSession(tx, session));
        Assert.Equivalent(session, await Read(tx => AdminWebStore.Session(tx, "adm_1")), strict: true);
        await Write(tx => AdminWebStore.Seen(tx, "adm_1", Now.AddHours(1)));
        await Write(tx => AdminWebStore.Seen(tx, "adm_1", Now.AddMinutes(1)));
        Assert.Equal(Now.AddHours(1), (await Read(tx => AdminWebStore.Session(tx, "adm_1")))!.LastSeenAt);
        await Write(tx => AdminWebStore.DeleteSession(tx, "adm_1"));
        Assert.Null(await Read(tx => AdminWebStore.Session(tx, "adm_1")));
    }
}

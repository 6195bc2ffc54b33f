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

    [Fact]
    public async Task What_needs_somebody_is_found_of_all_tenants_and_of_one()
    {
        var row = Rows.Connection(A, "con_1") with { Enabled = true };
        await Write(tx => ConnectionStore.Insert(tx, row));
        await Write(tx => ConnectionStore.Succeeded(tx, A, row.Id, Now));
        Assert.Empty(await Read(tx => AttentionStore.Failing(tx, null, Now.AddDays(-1), 10)));
        await Write(tx => ConnectionStore.Failed(tx, A, row.Id, Now.AddMinutes(1)));
        Assert.Equal(row.Id, Assert.Single(await Read(tx => AttentionStore.Failing(tx, null, Now.AddDays(-1), 10))).Id);
        Assert.Single(await Read(tx => AttentionStore.Failing(tx, A, Now.AddDays(-1), 10)));
        Assert.Empty(await Read(tx => AttentionStore.Failing(tx, B, Now.AddDays(-1), 10)));
        Assert.Empty(await Read(tx => AttentionStore.Failing(tx, null, Now.AddMinutes(2), 10)));

        Assert.Empty(await Read(tx => AttentionStore.WithEndingCertificates(tx, A, Now.AddDays(-1), 10)));
        await Write(tx => ExpiryNoticeStore.Once(tx, A, row.Id, "x", 30, Now));
        Assert.Single(await Read(tx => AttentionStore.WithEndingCertificates(tx, A, Now.AddDays(-1), 10)));
        Assert.Empty(await Read(tx => AttentionStore.WithEndingCertificates(tx, A, Now.AddDays(1), 10)));
        Assert.Empty(await Read(tx => AttentionStore.WithTroubledMetadata(tx, null, 10)));
        Assert.Empty(await Read(tx => AttentionStore.Undelivered(tx, null, Now.AddDays(-1), 10)));
        Assert.Equal(new OutboxState(0, null), await Read(tx => AttentionStore.Outbox(tx)));
        Assert.Equal((0, 0), await Read(tx => AttentionStore.SignInsSince(tx, Now.AddHours(-1))));
        Assert.Empty(await Read(tx => SignInStore.FailedThrough(tx, A, row.Id, Now.AddDays(-1), 10)));
    }

    [Fact]
    public async Task Tenants_are_searched_by_text_plan_and_what_they_have()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_1") with { Enabled = true }));
        var all = await Read(tx => TenantStore.Search(tx, new TenantFilter(), "", 10));
        Assert.Equal(all.Select(t => t.Slug).Order(StringComparer.Ordinal), all.Select(t => t.Slug));
        var one = all[0];
        Assert.Contains(one.Id, (await Read(tx => TenantStore.Search(tx, new TenantFilter { Text = one.Slug.ToUpperInvariant() }, "", 10))).Select(t => t.Id));
        Assert.Empty(await Read(tx => TenantStore.Search(tx, new TenantFilter { Text = "%" }, "", 10)));
        Assert.Empty(await Read(tx => TenantStore.Search(tx, new TenantFilter { Text = "ame" }, all[^1].Slug, 10)));
        Assert.Equal(all.Count(t => t.Plan == one.Plan), (await Read(tx => TenantStore.Search(tx, new TenantFilter { Plan = one.Plan }, "", 10))).Length);
        var states = new[] { "enabled", "disabled", "none" };
        var found = new List<TenantId>();
        foreach (var state in states)
            found.AddRange((await Read(tx => TenantStore.Search(tx, new TenantFilter { Connection = state }, "", 10))).Select(t => t.Id));
        Assert.Equal(all.Select(t => t.Id.Value).Order(), found.Select(t => t.Value).Order());
    }

    [Fact]
    public async Task A_tenants_look_and_its_one_logo_are_kept_and_go_with_it()
    {
        var before = (await Read(tx => TenantStore.Find(tx, A)))!;
        var look = before with { BrandColour = "#112233", HelpUrl = "https://h.example", PrivacyUrl = "https://p.example", LogoHash = "h2", Version = before.Version + 1 };
        Assert.True(await Write(tx => TenantStore.Update(tx, look, before.Version)));
        Assert.Equal(look, await Read(tx => TenantStore.Find(tx, A)));
        await Write(tx => TenantStore.SetLogo(tx, A, new(A, "h1", "image/png", [1])));
        await Write(tx => TenantStore.SetLogo(tx, A, new(A, "h2", "image/jpeg", [2])));
        Assert.Null(await Read(tx => TenantStore.Logo(tx, A, "h1")));
        Assert.Null(await Read(tx => TenantStore.Logo(tx, B, "h2")));
        Assert.Equivalent(new TenantLogo(A, "h2", "image/jpeg", [2]), await Read(tx => TenantStore.Logo(tx, A, "h2")), strict: true);
        await Write(tx => TenantStore.SetLogo(tx, A, null));
        Assert.Null(await Read(tx => TenantStore.Logo(tx, A, "h2")));
    }
}

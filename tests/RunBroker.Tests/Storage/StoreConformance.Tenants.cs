using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_tenant_with_every_column_comes_back_as_it_went_in()
    {
        var full = Rows.Tenant(new("ten_c")) with { DefaultClientId = "app_a", AbsoluteLifetimeMs = 1L << 40, IdleTimeoutMs = 5, UpdatedAt = Now.AddMilliseconds(7) };
        Assert.True(await Write(tx => TenantStore.Insert(tx, full)));
        Assert.Equal(full, await Read(tx => TenantStore.Find(tx, full.Id)));
        Assert.Equal(full, await Read(tx => TenantStore.FindBySlug(tx, "c")));
        Assert.Equal(full, await Write(tx => TenantStore.Lock(tx, full.Id)));
        Assert.Equal(["a", "b"], (await Read(tx => TenantStore.Page(tx, "", 2))).Select(t => t.Slug));
        Assert.False(await Write(tx => TenantStore.Insert(tx, full with { Id = new("ten_d") })));
    }

    [Fact]
    public async Task An_update_with_an_old_version_changes_nothing()
    {
        var changed = Rows.Tenant(A) with { Name = "New", Version = 2 };
        Assert.False(await Write(tx => TenantStore.Update(tx, changed, 9)));
        Assert.True(await Write(tx => TenantStore.Update(tx, changed, 1)));
        Assert.Equal(changed, await Read(tx => TenantStore.Find(tx, A)));
        Assert.Equal("Name", (await Read(tx => TenantStore.Find(tx, B)))!.Name);
    }

    [Fact]
    public async Task A_deleted_app_is_no_tenants_default()
    {
        await Write(tx => TenantStore.Update(tx, Rows.Tenant(A) with { DefaultClientId = "app_a", Version = 2 }, 1));
        await Write(tx => TenantStore.ForgetDefaultClient(tx, "app_b", Now));
        Assert.Equal("app_a", (await Read(tx => TenantStore.Find(tx, A)))!.DefaultClientId);
        await Write(tx => TenantStore.ForgetDefaultClient(tx, "app_a", Now));
        Assert.Null((await Read(tx => TenantStore.Find(tx, A)))!.DefaultClientId);
    }

    [Fact]
    public async Task Deleting_a_tenant_takes_all_that_hangs_on_it_and_nothing_of_another()
    {
        await Write(async tx =>
        {
            await DomainStore.Insert(tx, Rows.Domain(A, "a.example"));
            await ConnectionStore.Insert(tx, Rows.Connection(A, "con_a"));
            await IdentityStore.Insert(tx, Rows.Identity(A, "usr_a"));
            await WebhookStore.Insert(tx, Rows.Webhook(A, "whk_a"));
            await ApiTokenStore.Insert(tx, Rows.ApiToken(A, "tok_a"));
            await SessionStore.Join(tx, "ses_a", "app_a", "sid_a", Now);
            await HostStore.Replace(tx, A, ["a.test"]);
            Assert.True(await TenantStore.Delete(tx, A));
        });
        foreach (var table in new[] { "domain", "connection", "user_identity", "webhook", "api_token", "participant", "tenant_host" })
            Assert.Equal(0, await Read(tx => tx.One<long>($"select count(*) from {table}")));
        foreach (var table in new[] { "tenant", "run_user", "client", "sso_session", "app_grant", "refresh_token", "access_token" })
            Assert.Equal(1, await Read(tx => tx.One<long>($"select count(*) from {table}")));
        Assert.False(await Write(tx => TenantStore.Delete(tx, A)));
    }

    [Fact]
    public async Task A_domain_belongs_to_the_tenant_that_has_it()
    {
        await Write(tx => DomainStore.Insert(tx, Rows.Domain(A, "a.example")));
        Assert.False(await Write(tx => DomainStore.Insert(tx, Rows.Domain(A, "a.example"))));
        Assert.Null(await Read(tx => DomainStore.Find(tx, B, "a.example")));
        Assert.Empty(await Read(tx => DomainStore.Page(tx, B, "", 9)));
        Assert.False(await Write(tx => DomainStore.SetVerified(tx, B, "a.example", true, Now)));
        Assert.False(await Write(tx => DomainStore.Delete(tx, B, "a.example")));
        Assert.Single(await Read(tx => DomainStore.Page(tx, A, "", 9)));
        Assert.Null(await Read(tx => TenantStore.FindByVerifiedDomain(tx, "a.example")));

        Assert.True(await Write(tx => DomainStore.SetVerified(tx, A, "a.example", true, Now)));
        Assert.Equal(Rows.Domain(A, "a.example") with { Verified = true, VerifiedAt = Now, Version = 2 }, await Read(tx => DomainStore.Find(tx, A, "a.example")));
        Assert.Equal(["a.example"], await Read(tx => DomainStore.Verified(tx, A)));
        Assert.Empty(await Read(tx => DomainStore.Verified(tx, B)));
        Assert.Equal(A, (await Read(tx => TenantStore.FindByVerifiedDomain(tx, "a.example")))!.Id);
        Assert.True(await Write(tx => DomainStore.SetVerified(tx, A, "a.example", false, Now)));
        Assert.Null((await Read(tx => DomainStore.Find(tx, A, "a.example")))!.VerifiedAt);
        Assert.True(await Write(tx => DomainStore.Delete(tx, A, "a.example")));
    }

    [Fact]
    public async Task Of_two_tenants_that_verify_one_domain_at_once_one_has_it()
    {
        await Write(async tx =>
        {
            await DomainStore.Insert(tx, Rows.Domain(A, "x.example"));
            await DomainStore.Insert(tx, Rows.Domain(B, "x.example"));
        });
        // A tenant may verify again what it holds, so that all eight calls of the winner win, and none of the other's.
        Assert.Equal(8, await Database.WinnersOf16((tx, i) => DomainStore.SetVerified(tx, i % 2 == 0 ? A : B, "x.example", true, Now)));
        Assert.Equal(1, await Read(tx => tx.One<long>("select count(*) from domain where verified")));
    }

    [Fact]
    public async Task A_connection_comes_back_as_it_went_in_and_to_its_tenant_only()
    {
        var full = Rows.Connection(A, "con_a") with
        {
            Enabled = true,
            ClientSecret = [1],
            SigningKey = [2],
            DecryptionKey = [3],
            LastSuccessAt = Now,
            LastFailureAt = Now,
            MetadataRefreshedAt = Now,
        };
        await Write(tx => ConnectionStore.Insert(tx, full));
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_b") with { ArchivedAt = Now }));
        Assert.Equivalent(full, await Read(tx => ConnectionStore.Find(tx, A, "con_a")), strict: true);
        Assert.Null(await Read(tx => ConnectionStore.Find(tx, B, "con_a")));
        Assert.Equivalent(full, await Write(tx => ConnectionStore.FindAndHold(tx, A, "con_a")), strict: true);
        Assert.Null(await Write(tx => ConnectionStore.FindAndHold(tx, B, "con_a")));
        Assert.Equivalent(full, await Write(tx => ConnectionStore.FindAndLock(tx, A, "con_a")), strict: true);
        Assert.Null(await Write(tx => ConnectionStore.FindAndLock(tx, B, "con_a")));
        Assert.Equal("con_a", (await Read(tx => ConnectionStore.FindByUrl(tx, "con_a")))!.Id);
        Assert.Equal("con_a", (await Read(tx => ConnectionStore.FindBySlug(tx, "slug-con_a")))!.Id);
        Assert.Equal(["con_a"], (await Read(tx => ConnectionStore.Page(tx, A, false, "", 9))).Select(c => c.Id));
        Assert.Equal(["con_b"], (await Read(tx => ConnectionStore.Page(tx, A, true, "", 9))).Select(c => c.Id));
        Assert.Empty(await Read(tx => ConnectionStore.Page(tx, B, false, "", 9)));
        Assert.Single(await Read(tx => ConnectionStore.Enabled(tx, A)));
        Assert.Empty(await Read(tx => ConnectionStore.Enabled(tx, B)));
        Assert.Equal(["con_a"], (await Read(ConnectionStore.AllEnabled)).Select(c => c.Id));
        Assert.Equal(["con_b"], (await Read(tx => ConnectionStore.ArchivedBefore(tx, Now.AddMilliseconds(1), 9))).Select(c => c.Id));
        Assert.Empty(await Read(tx => ConnectionStore.ArchivedBefore(tx, Now, 9)));
    }

    [Fact]
    public async Task A_connection_is_changed_by_its_tenant_only()
    {
        var row = Rows.Connection(A, "con_a") with { Enabled = true };
        await Write(tx => ConnectionStore.Insert(tx, row));
        await Write(tx => ConnectionStore.Succeeded(tx, B, "con_a", Now));
        await Write(tx => ConnectionStore.Failed(tx, B, "con_a", Now));
        await Write(tx => ConnectionStore.Refreshed(tx, B, "con_a", Now));
        Assert.Empty(await Write(tx => ConnectionStore.DisableOthers(tx, B, "con_z", Now)));
        Assert.False(await Write(tx => ConnectionStore.Update(tx, row with { TenantId = B, Name = "stolen" }, 1)));
        Assert.Equal(row, await Read(tx => ConnectionStore.Find(tx, A, "con_a")));

        await Write(tx => ConnectionStore.Succeeded(tx, A, "con_a", Now));
        await Write(tx => ConnectionStore.Succeeded(tx, A, "con_a", Now.AddSeconds(59)));
        await Write(tx => ConnectionStore.Failed(tx, A, "con_a", Now.AddSeconds(1)));
        await Write(tx => ConnectionStore.Refreshed(tx, A, "con_a", Now.AddSeconds(2)));
        var seen = row with { LastSuccessAt = Now, LastFailureAt = Now.AddSeconds(1), MetadataRefreshedAt = Now.AddSeconds(2) };
        Assert.Equal(seen, await Read(tx => ConnectionStore.Find(tx, A, "con_a")));
        Assert.False(await Write(tx => ConnectionStore.Update(tx, row with { Version = 2 }, 7)));
        Assert.True(await Write(tx => ConnectionStore.Update(tx, row with { Version = 2, DeletedAt = Now }, 1)));
        Assert.Null(await Read(tx => ConnectionStore.Find(tx, A, "con_a")));
        Assert.NotNull((await Read(tx => ConnectionStore.FindSnapshot(tx, A, "con_a")))!.DeletedAt);
        Assert.Null(await Read(tx => ConnectionStore.FindSnapshot(tx, B, "con_a")));
    }

    [Fact]
    public async Task Of_16_connections_enabled_at_once_one_is_on_in_the_end()
    {
        await Write(async tx =>
        {
            for (var i = 0; i < 16; i++)
                await ConnectionStore.Insert(tx, Rows.Connection(A, $"con_{i:d2}"));
            await ConnectionStore.Insert(tx, Rows.Connection(B, "con_of_b") with { Enabled = true });
        });
        await Database.WinnersOf16(async (tx, i) =>
        {
            await TenantStore.Lock(tx, A);
            var id = $"con_{i:d2}";
            await ConnectionStore.DisableOthers(tx, A, id, Now);
            var row = (await ConnectionStore.Find(tx, A, id))!;
            return await ConnectionStore.Update(tx, row with { Enabled = true, Version = row.Version + 1 }, row.Version);
        });
        Assert.Single(await Read(tx => ConnectionStore.Enabled(tx, A)));
        Assert.Single(await Read(tx => ConnectionStore.Enabled(tx, B)));
    }

    [Fact]
    public async Task An_app_has_its_secrets_and_the_tenants_it_is_for()
    {
        var secret = new ClientSecret { Id = "sec_1", SecretHash = [1, 2, 3], CreatedAt = Now };
        Assert.True(await Write(tx => ClientStore.Insert(tx, Rows.Client(null, "shared"), [B, A])));
        Assert.False(await Write(tx => ClientStore.Insert(tx, Rows.Client(A, "shared"), [])));
        await Write(tx => ClientStore.AddSecret(tx, "shared", secret));
        await Write(tx => ClientStore.AddSecret(tx, "shared", secret with { Id = "sec_2", ExpiresAt = Now.AddDays(1) }));
        var found = (await Read(tx => ClientStore.Find(tx, "shared")))!;
        await Write(tx => ClientStore.Insert(tx, Rows.Client(A, "told") with
        {
            Metadata = """{"backchannel_logout_uri":"https://a.example/\u00e9","frontchannel_logout_uri":"https://a.example/f","id_token_signed_response_alg":"ES256"}""",
        }, []));
        Assert.Equal(
            [new("shared", null, null, null), new("told", "https://a.example/é", "https://a.example/f", "ES256")],
            (await Read(tx => ClientStore.FindLogouts(tx, ["told", "shared", "unknown"]))).OrderBy(c => c.ClientId, StringComparer.Ordinal));
        Assert.Empty(await Read(tx => ClientStore.FindLogouts(tx, [])));
        Assert.Equal(Rows.Client(null, "shared"), found.Client);
        Assert.Equal([A, B], found.AllowedTenants);
        Assert.Equivalent(secret, found.Secrets[0], strict: true);

        await Write(tx => ClientStore.ExpireSecret(tx, "shared", "sec_2", Now.AddHours(1)));
        await Write(tx => ClientStore.ExpireSecrets(tx, "shared", Now.AddHours(2)));
        found = (await Read(tx => ClientStore.Find(tx, "shared")))!;
        await Write(tx => ClientStore.ExpireSecret(tx, "another", "sec_1", Now));
        Assert.Equal([Now.AddHours(2), Now.AddHours(1)], found.Secrets.Select(s => s.ExpiresAt!.Value));
        Assert.False(await Write(tx => ClientStore.Update(tx, found.Client with { Version = 2 }, [], 8)));
        Assert.True(await Write(tx => ClientStore.Update(tx, found.Client with { Version = 2 }, [B], 1)));
        Assert.Equal([B], (await Read(tx => ClientStore.Find(tx, "shared")))!.AllowedTenants);
        Assert.Equal(["app_a", "told"], (await Read(tx => ClientStore.Page(tx, A, "", 9))).Select(c => c.ClientId));
        Assert.Equal(["app_a", "app_b", "shared", "told"], (await Read(tx => ClientStore.Page(tx, null, "", 9))).Select(c => c.ClientId));
        Assert.True(await Write(tx => ClientStore.Delete(tx, "shared")));
        Assert.Equal(0, await Read(tx => tx.One<long>("select count(*) from client_secret")));
    }

    [Fact]
    public async Task A_host_of_another_tenant_is_not_taken_and_nothing_else_changed()
    {
        Assert.Null(await Write(tx => HostStore.Replace(tx, A, ["one.test", "one.test", "two.test"])));
        Assert.Equal("two.test", await Write(tx => HostStore.Replace(tx, B, ["new.test", "two.test"])));
        Assert.Empty(await Read(tx => HostStore.Of(tx, B)));
        Assert.Equal(A, await Read(tx => HostStore.Find(tx, "two.test")));
        Assert.Null(await Read(tx => HostStore.Find(tx, "new.test")));
        Assert.Equal(["one.test", "two.test"], await Read(tx => HostStore.Of(tx, A)));
        Assert.Null(await Write(tx => HostStore.Replace(tx, A, [])));
        await Database.WinnersOf16(async (tx, i) => await HostStore.Replace(tx, i % 2 == 0 ? A : B, ["raced.test"]) is null);
        Assert.Equal(1, await Read(tx => tx.One<long>("select count(*) from tenant_host")));
    }
}

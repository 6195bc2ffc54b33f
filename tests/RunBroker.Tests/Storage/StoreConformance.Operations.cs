using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact, Spec("P-024")]
    public async Task Of_16_that_set_or_take_a_setting_one_does()
    {
        Assert.Equal(1, await Database.WinnersOf16((tx, i) => KeyStore.SetOnce(tx, "once", $"{i}")));
        await Write(tx => KeyStore.Set(tx, "token", "first"));
        await Write(tx => KeyStore.Set(tx, "token", "value"));
        Assert.Equal("value", await Read(tx => KeyStore.Setting(tx, "token")));
        Assert.False(await Write(tx => KeyStore.Take(tx, "token", "guess")));
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => KeyStore.Take(tx, "token", "value")));
        Assert.Null(await Read(tx => KeyStore.Setting(tx, "token")));
    }

    [Fact]
    public async Task Keys_come_back_oldest_first()
    {
        var key = new SigningKeyRow { Kid = "k2", Alg = "ES256", PrivateKey = [1, 2], CreatedAt = Now, ActiveAt = Now.AddHours(1) };
        await Write(tx => KeyStore.Insert(tx, key));
        await Write(tx => KeyStore.Insert(tx, key with { Kid = "k1", CreatedAt = Now.AddDays(-1), RetiredAt = Now }));
        var all = await Read(KeyStore.All);
        Assert.Equal(["k1", "k2"], all.Select(k => k.Kid));
        Assert.Equivalent(key, all[1], strict: true);
        Assert.Equal(Now, all[0].RetiredAt);
    }

    [Fact]
    public async Task A_key_begins_and_the_others_of_its_algorithm_end_earlier_and_never_later()
    {
        var key = new SigningKeyRow { Kid = "k1", Alg = "ES256", PrivateKey = [1], CreatedAt = Now, ActiveAt = Now };
        var next = key with { Kid = "k2", CreatedAt = Now.AddMilliseconds(1), ActiveAt = Now.AddDays(14) };
        foreach (var row in new[] { key, next, key with { Kid = "other", Alg = "RS256" } })
            await Write(tx => KeyStore.Insert(tx, row));
        Assert.Equal(1, await Write(tx => KeyStore.RetireOthers(tx, next, Now.AddDays(28))));
        Assert.Equal(0, await Write(tx => KeyStore.RetireOthers(tx, next, Now.AddDays(29))));
        Assert.False(await Write(tx => KeyStore.Activate(tx, next, Now.AddDays(15))));
        Assert.True(await Write(tx => KeyStore.Activate(tx, next, Now.AddDays(1))));
        Assert.Equal(1, await Write(tx => KeyStore.RetireOthers(tx, next, Now.AddDays(2))));
        Assert.Equal(
            [("k1", Now, Now.AddDays(2)), ("other", Now, null), ("k2", Now.AddDays(1), null)],
            (await Read(KeyStore.All)).Select(k => (k.Kid, k.ActiveAt, k.RetiredAt)));
        Assert.Equal(1, await Write(tx => KeyStore.DeleteOthers(tx, next)));
        Assert.Equal(["other", "k2"], (await Read(KeyStore.All)).Select(k => k.Kid));
    }

    [Fact]
    public async Task Of_16_that_change_keys_at_once_each_sees_what_the_one_before_has_done()
    {
        await Write(tx => KeyStore.SetOnce(tx, KeyStore.KeysMade, "1"));
        Assert.Equal(1, await Database.WinnersOf16(async (tx, i) =>
        {
            await KeyStore.InTurn(tx);
            if (!(await KeyStore.All(tx)).IsEmpty)
                return false;
            await KeyStore.Insert(tx, new SigningKeyRow { Kid = $"k{i}", Alg = "ES256", PrivateKey = [1], CreatedAt = Now, ActiveAt = Now });
            return true;
        }));
    }

    [Fact]
    public async Task A_management_token_is_listed_and_deleted_by_its_tenant_only()
    {
        await Write(tx => ApiTokenStore.Insert(tx, Rows.ApiToken(A, "tok_a") with { ExpiresAt = Now }));
        await Write(tx => ApiTokenStore.Insert(tx, Rows.ApiToken(null, "tok_op")));
        Assert.Equivalent(Rows.ApiToken(null, "tok_op"), await Read(tx => ApiTokenStore.Find(tx, "tok_op")), strict: true);
        Assert.Equal(2, await Read(ApiTokenStore.Count));
        Assert.Equal(["tok_a"], (await Read(tx => ApiTokenStore.Page(tx, A, "", 9))).Select(t => t.Id));
        Assert.Empty(await Read(tx => ApiTokenStore.Page(tx, B, "", 9)));
        Assert.Equal(2, (await Read(tx => ApiTokenStore.Page(tx, null, "", 9))).Length);
        await Write(tx => ApiTokenStore.Used(tx, "tok_a", Now));
        await Write(tx => ApiTokenStore.Used(tx, "tok_a", Now.AddSeconds(59)));
        Assert.Equal(Now, (await Read(tx => ApiTokenStore.Find(tx, "tok_a")))!.LastUsedAt);
        Assert.False(await Write(tx => ApiTokenStore.Delete(tx, B, "tok_a")));
        Assert.True(await Write(tx => ApiTokenStore.Delete(tx, A, "tok_a")));
        Assert.True(await Write(tx => ApiTokenStore.Delete(tx, null, "tok_op")));
    }

    [Fact]
    public async Task Events_are_listed_newest_first_for_their_tenant_only()
    {
        var full = new AuditEvent { Id = "evt_1", TenantId = A, Type = "x", Actor = "broker", TargetType = "t", TargetId = "i", Data = "{}", Ip = "::1", CreatedAt = Now };
        await Write(tx => EventStore.Insert(tx, full));
        await Write(tx => EventStore.Insert(tx, full with { Id = "evt_2", Type = "y" }));
        await Write(tx => EventStore.Insert(tx, full with { Id = "evt_3", TenantId = null, TargetId = null, TargetType = null, Ip = null }));
        Assert.Equal(["evt_2", "evt_1"], (await Read(tx => EventStore.Page(tx, A, null, null, 9))).Select(e => e.Id));
        Assert.Equal(full, Assert.Single(await Read(tx => EventStore.Page(tx, A, "x", "evt_2", 9))));
        Assert.Empty(await Read(tx => EventStore.Page(tx, B, null, null, 9)));
        Assert.Equal(3, (await Read(tx => EventStore.Page(tx, null, null, null, 9))).Length);
    }

    [Fact]
    public async Task A_webhook_belongs_to_its_tenant()
    {
        var row = Rows.Webhook(A, "whk_1");
        await Write(tx => WebhookStore.Insert(tx, row));
        Assert.Equivalent(row, await Read(tx => WebhookStore.Find(tx, A, "whk_1")), strict: true);
        Assert.Null(await Read(tx => WebhookStore.Find(tx, B, "whk_1")));
        Assert.Single(await Read(tx => WebhookStore.Enabled(tx, A)));
        Assert.Empty(await Read(tx => WebhookStore.Enabled(tx, B)));
        Assert.Empty(await Read(tx => WebhookStore.Page(tx, B, "", 9)));
        Assert.False(await Write(tx => WebhookStore.Update(tx, row with { TenantId = B, Version = 2 }, 1)));
        var off = row with { OldSecret = [1], OldSecretUntil = Now, DisabledAt = Now, Version = 2 };
        Assert.False(await Write(tx => WebhookStore.Update(tx, off, 5)));
        Assert.True(await Write(tx => WebhookStore.Update(tx, off, 1)));
        Assert.Empty(await Read(tx => WebhookStore.Enabled(tx, A)));
        Assert.Equivalent(off, Assert.Single(await Read(tx => WebhookStore.Page(tx, A, "", 9))), strict: true);
        Assert.False(await Write(tx => WebhookStore.Delete(tx, B, "whk_1")));
        Assert.True(await Write(tx => WebhookStore.Delete(tx, A, "whk_1")));
    }

    [Fact]
    public async Task A_repeated_request_finds_the_first_ones_answer_of_the_same_owner()
    {
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => IdempotencyStore.Begin(tx, "a", "k", [1], Now)));
        Assert.Null((await Read(tx => IdempotencyStore.Find(tx, "a", "k")))!.Status);
        Assert.Null(await Read(tx => IdempotencyStore.Find(tx, "b", "k")));
        await Write(tx => IdempotencyStore.Finish(tx, "b", "k", 500, "", ""));
        await Write(tx => IdempotencyStore.Forget(tx, "b", "k"));
        await Write(tx => IdempotencyStore.Finish(tx, "a", "k", 201, "{}", "body"));
        var answer = (await Read(tx => IdempotencyStore.Find(tx, "a", "k")))!;
        Assert.Equal((201, "{}", "body"), (answer.Status, answer.Headers, answer.Body));
        await Write(tx => IdempotencyStore.Forget(tx, "a", "k"));
        Assert.Null(await Read(tx => IdempotencyStore.Find(tx, "a", "k")));
    }

    [Fact]
    public async Task Cleanup_removes_what_is_due_and_nothing_else()
    {
        var old = Now.AddDays(-31);
        await Write(async tx =>
        {
            await SignInStore.InsertPending(tx, Rows.Pending("pen_old") with { ExpiresAt = Now.AddHours(-1).AddMilliseconds(-1) });
            await SignInStore.InsertPending(tx, Rows.Pending("pen_new") with { ExpiresAt = Now });
            await SignInStore.SaveCase(tx, Rows.Case(A, Ids.New("sin_", old)) with { CreatedAt = old });
            await SignInStore.SaveCase(tx, Rows.Case(A, Ids.New("sin_", Now.AddDays(-30))) with { CreatedAt = Now.AddDays(-30) });
            await SignInStore.UseOnce(tx, "s", "old", Now.AddHours(-1).AddMilliseconds(-1));
            await SignInStore.UseOnce(tx, "s", "new", Now.AddHours(-1));
            await IdempotencyStore.Begin(tx, "o", "old", [1], Now.AddDays(-2));
            await IdempotencyStore.Begin(tx, "o", "new", [1], Now.AddDays(-1));
            await GrantStore.InsertAccess(tx, Rows.Access("act_old", "grt_a") with { ExpiresAt = Now.AddDays(-2) });
            await SessionStore.Insert(tx, Rows.Session(A, "ses_old", "usr_a") with { EndedAt = old });
            // What a session gave goes with it, and not before: by then nobody may use it.
            await GrantStore.Insert(tx, Rows.Grant(A, "grt_gone", "app_a", "usr_a", "ses_old"));
            await GrantStore.InsertRefresh(tx, Rows.Refresh("rft_gone", "grt_gone"));
            await GrantStore.Insert(tx, Rows.Grant(A, "grt_unused", "app_a", "usr_a", "ses_a") with { CodeExpiresAt = Now.AddDays(-2) });
            await GrantStore.Insert(tx, Rows.Grant(A, "grt_used", "app_a", "usr_a", "ses_a") with { CodeExpiresAt = Now.AddDays(-2), CodeUsedAt = Now.AddDays(-2) });
            await GrantStore.InsertRefresh(tx, Rows.Refresh("rft_new", "grt_used"));
            await GrantStore.InsertRefresh(tx, Rows.Refresh("rft_old", "grt_used") with { ExpiresAt = Now.AddDays(-2) });
            await SessionStore.Insert(tx, Rows.Session(A, "ses_new", "usr_a") with { EndedAt = Now.AddDays(-30) });
            await ConnectionStore.Insert(tx, Rows.Connection(A, "con_old") with { DeletedAt = old });
            await ConnectionStore.Insert(tx, Rows.Connection(A, "con_new") with { DeletedAt = Now });
            await LogoutStore.Insert(tx, Rows.Logout(A, "lgo_old") with { CreatedAt = Now.AddDays(-91) }, []);
            await LogoutStore.Insert(tx, Rows.Logout(A, "lgo_new") with { CreatedAt = Now.AddDays(-90) }, []);
            await LogoutStore.InsertSignOut(tx, new() { Id = "sot_old", SecretHash = [1], Next = "{}", CreatedAt = old, ExpiresAt = Now });
            await LogoutStore.InsertSignOut(tx, new() { Id = "sot_new", SecretHash = [1], Next = "{}", CreatedAt = old, ExpiresAt = Now.AddMilliseconds(1) });
            await OutboxStore.Insert(tx, Rows.Message(A, "msg_old") with { State = "delivered", DoneAt = old });
            await OutboxStore.Insert(tx, Rows.Message(A, "msg_pending") with { CreatedAt = old });
            var key = new SigningKeyRow { Kid = "k_old", Alg = "ES256", PrivateKey = [1], CreatedAt = old, ActiveAt = old, RetiredAt = Now.AddDays(-1).AddMilliseconds(-1) };
            await KeyStore.Insert(tx, key);
            await KeyStore.Insert(tx, key with { Kid = "k_gone", RetiredAt = Now.AddDays(-1) });
            await KeyStore.Insert(tx, key with { Kid = "k_new", RetiredAt = null });
        });
        var tables = new[] { "pending_sign_in", "sign_in", "used_once", "idempotency", "access_token", "refresh_token", "app_grant", "sso_session", "connection", "outbox", "logout", "sign_out", "signing_key" };
        var before = await Counts(tables);
        Assert.Equal(12, await Write(tx => Cleaned.Up(tx, Now, 100, TimeSpan.FromDays(30))));
        // The ended session's refresh token went with it.
        Assert.Equal(before.Zip(tables, static (n, table) => table == "refresh_token" ? n - 2 : n - 1), await Counts(tables));
        Assert.Equal(0, await Write(tx => Cleaned.Up(tx, Now, 100, TimeSpan.FromDays(30))));
        Assert.Null(await Read(tx => GrantStore.Find(tx, "grt_gone")));
        Assert.Null(await Read(tx => GrantStore.FindRefresh(tx, "rft_gone")));
        Assert.NotNull(await Read(tx => GrantStore.Find(tx, "grt_unused")));
        Assert.NotNull(await Read(tx => GrantStore.FindRefresh(tx, "rft_new")));
        Assert.NotNull(await Read(tx => SignInStore.FindPending(tx, "pen_new")));
        Assert.True(await Read(tx => SignInStore.WasUsed(tx, "s", "new")));
    }

    [Fact]
    public async Task Cleanup_takes_no_more_of_a_table_than_it_is_allowed()
    {
        await Write(async tx =>
        {
            for (var i = 0; i < 5; i++)
                await SignInStore.UseOnce(tx, "s", $"{i}", Now.AddDays(-1));
        });
        foreach (var removed in new[] { 2, 2, 1, 0 })
            Assert.Equal(removed, await Write(tx => Cleaned.Up(tx, Now, 2, TimeSpan.FromDays(30))));
    }

    private async Task<long[]> Counts(string[] tables)
    {
        var counts = new List<long>();
        foreach (var table in tables)
            counts.Add(await Read(tx => tx.One<long>($"select count(*) from {table}")));
        return [.. counts];
    }
}

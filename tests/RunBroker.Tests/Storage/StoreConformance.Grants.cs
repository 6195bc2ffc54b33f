using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact, Spec("RFC6749-4.1.2")]
    public async Task Of_16_redemptions_of_a_code_one_gets_the_grant()
    {
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => GrantStore.TakeCode(tx, "grt_a", Now)));
        Assert.Equal(Now, (await Read(tx => GrantStore.Find(tx, "grt_a")))!.CodeUsedAt);
        Assert.Null((await Read(tx => GrantStore.Find(tx, "grt_b")))!.CodeUsedAt);
    }

    [Fact, Spec("RFC9700-4.14.2")]
    public async Task Of_16_uses_of_a_refresh_token_one_succeeds()
    {
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => GrantStore.TakeRefresh(tx, "rft_a", Now)));
        Assert.Equivalent(Rows.Refresh("rft_a", "grt_a") with { UsedAt = Now }, await Read(tx => GrantStore.FindRefresh(tx, "rft_a")), strict: true);
        Assert.Null((await Read(tx => GrantStore.FindRefresh(tx, "rft_b")))!.UsedAt);
    }

    [Fact]
    public async Task A_grant_comes_back_as_it_went_in()
    {
        var full = Rows.Grant(A, "grt_full", "app_a", "usr_a", "ses_a") with { Claims = "{}", Nonce = "n", CodeChallenge = "c" };
        await Write(tx => GrantStore.Insert(tx, full));
        Assert.Equivalent(full, await Read(tx => GrantStore.Find(tx, "grt_full")), strict: true);
        var held = (await Read(tx => GrantStore.FindHeld(tx, "grt_full")))!;
        Assert.Equivalent(full, held.Grant, strict: true);
        Assert.Equivalent(await Read(tx => SessionStore.Find(tx, A, "ses_a")), held.Session, strict: true);
        Assert.Equivalent(await Read(tx => UserStore.Find(tx, A, "usr_a")), held.User, strict: true);
        Assert.Null(await Read(tx => GrantStore.FindHeld(tx, "grt_none")));
        Assert.Equivalent(held, await Read(tx => GrantStore.FindHeldUnlessUsed(tx, "grt_full", "revoked", "jti_a")), strict: true);
        Assert.True(await Write(tx => SignInStore.UseOnce(tx, "revoked", "jti_a", Now)));
        Assert.Null(await Read(tx => GrantStore.FindHeldUnlessUsed(tx, "grt_full", "revoked", "jti_a")));
        Assert.NotNull(await Read(tx => GrantStore.FindHeldUnlessUsed(tx, "grt_full", "revoked", "jti_b")));
        Assert.NotNull(await Read(tx => GrantStore.FindHeldUnlessUsed(tx, "grt_full", "other", "jti_a")));
        Assert.Equivalent(Rows.Grant(A, "grt_a", "app_a", "usr_a", "ses_a"), await Read(tx => GrantStore.Find(tx, "grt_a")), strict: true);
    }

    [Fact]
    public async Task A_token_comes_with_its_grant_and_whom_that_is_about()
    {
        var held = await Read(tx => GrantStore.FindHeld(tx, "grt_a"));
        Assert.NotNull(held!.Session);

        var refresh = (await Read(tx => GrantStore.FindHeldRefresh(tx, "rft_a")))!;
        Assert.Equivalent(await Read(tx => GrantStore.FindRefresh(tx, "rft_a")), refresh.Token, strict: true);
        Assert.Equivalent(held, refresh.Held, strict: true);
        var access = (await Read(tx => GrantStore.FindHeldAccess(tx, "act_a")))!;
        Assert.Equivalent(await Read(tx => GrantStore.FindAccess(tx, "act_a")), access.Token, strict: true);
        Assert.Equivalent(held, access.Held, strict: true);
        Assert.Null(await Read(tx => GrantStore.FindHeldRefresh(tx, "rft_none")));
        Assert.Null(await Read(tx => GrantStore.FindHeldAccess(tx, "act_none")));
    }

    [Fact]
    public async Task What_is_revoked_is_so_once_and_alone()
    {
        Assert.True(await Write(tx => GrantStore.Revoke(tx, "grt_a", "replay", Now)));
        Assert.False(await Write(tx => GrantStore.Revoke(tx, "grt_a", "again", Now)));
        Assert.Equal("replay", (await Read(tx => GrantStore.Find(tx, "grt_a")))!.RevokeCause);
        Assert.Null((await Read(tx => GrantStore.Find(tx, "grt_b")))!.RevokedAt);
        await Write(tx => GrantStore.RevokeAccess(tx, "act_a", Now));
        await Write(tx => GrantStore.RevokeAccess(tx, "act_a", Now.AddHours(1)));
        Assert.Equivalent(Rows.Access("act_a", "grt_a") with { RevokedAt = Now }, await Read(tx => GrantStore.FindAccess(tx, "act_a")), strict: true);
        Assert.Null((await Read(tx => GrantStore.FindAccess(tx, "act_b")))!.RevokedAt);
    }

    [Fact]
    public async Task Ending_a_users_life_takes_sessions_grants_and_tokens_along()
    {
        await Write(tx => UserStore.Delete(tx, A, "usr_a"));
        Assert.Null(await Read(tx => SessionStore.Find(tx, A, "ses_a")));
        Assert.Null(await Read(tx => GrantStore.Find(tx, "grt_a")));
        Assert.Null(await Read(tx => GrantStore.FindRefresh(tx, "rft_a")));
        Assert.Null(await Read(tx => GrantStore.FindAccess(tx, "act_a")));
        Assert.NotNull(await Read(tx => GrantStore.FindAccess(tx, "act_b")));
    }

    [Fact]
    public async Task A_row_without_its_parent_is_refused() =>
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Write(tx => GrantStore.InsertRefresh(tx, Rows.Refresh("rft_x", "no_such_grant"))));

    [Fact, Spec("O-083")]
    public async Task Of_16_callbacks_of_a_sign_in_one_goes_on_and_only_in_its_browser()
    {
        var full = Rows.Pending("pen_1") with { StateHash = [8], TenantId = A, ConnectionId = "con", Upstream = "{}" };
        await Write(tx => SignInStore.InsertPending(tx, Rows.Pending("pen_1")));
        await Write(tx => SignInStore.InsertPending(tx, Rows.Pending("pen_2")));
        Assert.Equivalent(Rows.Pending("pen_1"), await Read(tx => SignInStore.FindPending(tx, "pen_1")), strict: true);
        Assert.True(await Write(tx => SignInStore.UpdatePending(tx, full)));
        Assert.False(await Write(tx => SignInStore.UpdatePending(tx, full with { Id = "none" })));
        Assert.Equivalent(full, await Read(tx => SignInStore.FindPending(tx, "pen_1")), strict: true);
        // It waits for something else than whoever takes it has read.
        Assert.Null(await Write(tx => SignInStore.TakePending(tx, Rows.Pending("pen_1"))));
        Assert.Null(await Write(tx => SignInStore.TakePending(tx, full with { BrowserHash = [6] })));
        Assert.Equal(1, await Database.WinnersOf16(async (tx, _) => await SignInStore.TakePending(tx, full) is not null));
        Assert.Null(await Read(tx => SignInStore.FindPending(tx, "pen_1")));
        Assert.NotNull(await Read(tx => SignInStore.FindPending(tx, "pen_2")));
    }

    [Fact]
    public async Task A_case_file_is_read_by_its_tenant_only()
    {
        await Write(tx => SignInStore.SaveCase(tx, Rows.Case(null, "sin_1")));
        await Write(tx => SignInStore.SaveCase(tx, Rows.Case(B, "sin_2")));
        Assert.Equal(Rows.Case(null, "sin_1"), await Read(tx => SignInStore.FindCase(tx, "sin_1")));
        var full = Rows.Case(A, "sin_1") with { ClientId = "app", ConnectionId = "con", UserId = "u", SessionId = "s", State = "failed", Error = "E", FinishedAt = Now };
        await Write(tx => SignInStore.SaveCase(tx, full));
        Assert.Equal(full, await Read(tx => SignInStore.FindCase(tx, A, "sin_1")));
        Assert.Equal(full, await Read(tx => SignInStore.FindCase(tx, A, "SI-sin_1")));
        Assert.Null(await Read(tx => SignInStore.FindCase(tx, B, "sin_1")));
        Assert.Equal(["sin_1"], (await Read(tx => SignInStore.PageCases(tx, A, null, 9))).Select(c => c.Id));
        Assert.Empty(await Read(tx => SignInStore.PageCases(tx, A, "sin_1", 9)));
    }

    [Fact]
    public async Task A_case_is_found_by_its_number_alone_counted_by_its_cause_and_listed_by_its_connection()
    {
        var failed = Rows.Case(A, "sin_1") with { ConnectionId = "con", State = "failed", Error = "E", FinishedAt = Now };
        var done = Rows.Case(A, "sin_2") with { ConnectionId = "con", State = "succeeded", UserId = "usr_a", Record = [1] };
        await Write(tx => SignInStore.SaveCase(tx, failed));
        await Write(tx => SignInStore.SaveCase(tx, done));
        Assert.Equal("sin_1", (await Read(tx => SignInStore.FindCaseOfAny(tx, "SI-sin_1")))!.Id);
        Assert.Null(await Read(tx => SignInStore.FindCaseOfAny(tx, "sin_1")));
        Assert.Equal(1, await Read(tx => SignInStore.CountOf(tx, A, "E", Now)));
        Assert.Equal(0, await Read(tx => SignInStore.CountOf(tx, A, "E", Now.AddSeconds(1))));
        Assert.Equal(0, await Read(tx => SignInStore.CountOf(tx, B, "E", Now)));
        Assert.Equal(["sin_2"], (await Read(tx => SignInStore.LastThrough(tx, A, "con", 9))).Select(c => c.Id));
        Assert.Empty(await Read(tx => SignInStore.LastThrough(tx, B, "con", 9)));
        Assert.Equal(["sin_1"], (await Read(tx => SignInStore.FailedThrough(tx, A, "con", Now, 9))).Select(c => c.Id));
        Assert.Empty(await Read(tx => SignInStore.FailedThrough(tx, A, "con", Now.AddSeconds(1), 9)));
    }

    [Fact]
    public async Task What_a_sign_in_gave_is_found_with_the_uses_of_its_refresh_tokens()
    {
        Assert.Equal("grt_a", (await Read(tx => GrantStore.OfSignIn(tx, A, "ses_a", "app_a", Now)))!.Id);
        Assert.Null(await Read(tx => GrantStore.OfSignIn(tx, A, "ses_a", "app_a", Now.AddSeconds(-1))));
        Assert.Null(await Read(tx => GrantStore.OfSignIn(tx, B, "ses_a", "app_a", Now)));
        await Write(tx => GrantStore.InsertRefresh(tx, Rows.Refresh("rft_used", "grt_a") with { UsedAt = Now.AddHours(1) }));
        Assert.Equal([Now.AddHours(1)], await Read(tx => GrantStore.RefreshesOf(tx, "grt_a", 5)));
    }

    [Fact, Spec("O-034"), Spec("P-022")]
    public async Task Of_16_replays_one_is_the_first()
    {
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => SignInStore.UseOnce(tx, "jti", "x", Now)));
        Assert.True(await Read(tx => SignInStore.WasUsed(tx, "jti", "x")));
        Assert.False(await Read(tx => SignInStore.WasUsed(tx, "other", "x")));
        Assert.True(await Write(tx => SignInStore.UseOnce(tx, "other", "x", Now)));
        await Write(tx => SignInStore.NoteUse(tx, "noted", "x", Now));
        await Write(tx => SignInStore.NoteUse(tx, "noted", "x", Now));
        Assert.True(await Read(tx => SignInStore.WasUsed(tx, "noted", "x")));
        Assert.False(await Write(tx => SignInStore.UseOnce(tx, "noted", "x", Now)));
    }
}

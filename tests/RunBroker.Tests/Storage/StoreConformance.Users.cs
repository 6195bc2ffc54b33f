using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_user_comes_back_as_it_went_in_and_to_its_tenant_only()
    {
        var full = Rows.User(A, "usr_full") with
        {
            LastName = "Ω \u2028 ' \" ; --",
            Roles = ["x", "a \"quoted\" one", ""],
            EmailSaidVerified = true,
            Active = false,
            LastLoginAt = Now.AddTicks(9_999),
        };
        await Write(tx => UserStore.Insert(tx, full));
        // Milliseconds are kept, what is finer is cut off.
        Assert.Equivalent(full with { LastLoginAt = Now }, await Read(tx => UserStore.Find(tx, A, "usr_full")), strict: true);
        Assert.Null(await Read(tx => UserStore.Find(tx, B, "usr_full")));
        Assert.Equivalent(full with { LastLoginAt = Now }, await Write(tx => UserStore.FindAndLock(tx, A, "usr_full")), strict: true);
        Assert.Null(await Write(tx => UserStore.FindAndLock(tx, B, "usr_full")));
        Assert.Equal(["usr_b"], (await Read(tx => UserStore.Page(tx, B, null, null, null, "", 9))).Select(u => u.Id));

        Assert.False(await Write(tx => UserStore.Update(tx, full with { TenantId = B, Email = "stolen", Version = 2 }, 1)));
        Assert.False(await Write(tx => UserStore.Update(tx, full with { Version = 2 }, 6)));
        Assert.True(await Write(tx => UserStore.Update(tx, full with { LastName = null, LastLoginAt = null, Roles = [], Version = 2 }, 1)));
        var now = (await Read(tx => UserStore.Find(tx, A, "usr_full")))!;
        Assert.Null(now.LastName);
        Assert.Null(now.LastLoginAt);
        Assert.Empty(now.Roles);
        Assert.False(await Write(tx => UserStore.Delete(tx, B, "usr_full")));
        Assert.True(await Write(tx => UserStore.Delete(tx, A, "usr_full")));
    }

    [Fact]
    public async Task Users_are_found_by_tag_and_email_within_their_tenant()
    {
        await Write(tx => UserStore.SetTags(tx, A, "usr_a", [new("team", "red"), new("team", "red"), new("team", "blue")]));
        await Write(tx => UserStore.SetTags(tx, B, "usr_a", [new("team", "stolen")]));
        Assert.Single(await Read(tx => UserStore.Page(tx, A, "team", "red", "a@b.example", "", 9)));
        Assert.Empty(await Read(tx => UserStore.Page(tx, A, "team", "red", "other@b.example", "", 9)));
        Assert.Empty(await Read(tx => UserStore.Page(tx, B, "team", "red", null, "", 9)));
        Assert.Equal(2, await Read(tx => tx.One<long>("select count(*) from user_tag")));
        await Write(tx => UserStore.SetTags(tx, A, "usr_a", []));
        Assert.Empty(await Read(tx => UserStore.Page(tx, A, "team", "red", null, "", 9)));
    }

    [Fact]
    public async Task The_same_subject_in_two_tenants_is_two_people()
    {
        Assert.True(await Write(tx => IdentityStore.Insert(tx, Rows.Identity(A, "usr_a"))));
        Assert.False(await Write(tx => IdentityStore.Insert(tx, Rows.Identity(A, "usr_a"))));
        Assert.Null(await Read(tx => IdentityStore.Find(tx, B, "con", "https://idp.example", "sub")));
        Assert.True(await Write(tx => IdentityStore.Insert(tx, Rows.Identity(B, "usr_b"))));
        Assert.Equal(["usr_a"], await Write(tx => IdentityStore.Deactivate(tx, A, "con")));
        await Write(tx => IdentityStore.Seen(tx, Rows.Identity(B, "usr_b"), Now.AddHours(1)));

        Assert.Equal(Rows.Identity(A, "usr_a") with { Active = false }, await Read(tx => IdentityStore.FindToTakeOver(tx, A, "https://idp.example", "sub")));
        Assert.Null(await Read(tx => IdentityStore.FindToTakeOver(tx, B, "https://idp.example", "sub")));
        Assert.Equal(Rows.Identity(B, "usr_b") with { LastLoginAt = Now.AddHours(1) }, Assert.Single(await Read(tx => IdentityStore.OfUser(tx, B, "usr_b"))));
        Assert.Empty(await Read(tx => IdentityStore.OfUser(tx, B, "usr_a")));
        await Write(tx => IdentityStore.Seen(tx, Rows.Identity(A, "usr_a"), Now));
        Assert.True((await Read(tx => IdentityStore.Find(tx, A, "con", "https://idp.example", "sub")))!.Active);
    }

    [Fact]
    public async Task Of_16_first_sign_ins_of_a_subject_one_makes_the_identity() =>
        Assert.Equal(1, await Database.WinnersOf16((tx, _) => IdentityStore.Insert(tx, Rows.Identity(A, "usr_a"))));

    [Fact]
    public async Task A_session_comes_back_as_it_went_in_and_to_its_tenant_only()
    {
        var full = Rows.Session(A, "ses_full", "usr_a") with
        {
            SecretHash = [1],
            FrameHash = [2],
            Acr = "acr",
            Amr = ["pwd", "otp"],
            Upstream = [3],
            UpstreamSid = "s",
            UpstreamNameHash = [4],
            UpstreamExpiresAt = Now.AddHours(3),
            Ip = "::1",
            UserAgent = "x",
            Sso = false,
        };
        await Write(tx => SessionStore.Insert(tx, full));
        Assert.Equivalent(full, await Read(tx => SessionStore.Find(tx, A, "ses_full")), strict: true);
        Assert.Null(await Read(tx => SessionStore.Find(tx, B, "ses_full")));
        Assert.Equal(2, (await Read(tx => SessionStore.FindMany(tx, ["ses_full", "ses_b", "none"]))).Length);
        Assert.Empty(await Read(tx => SessionStore.FindMany(tx, [])));
        var held = (await Read(tx => SessionStore.FindHeld(tx, "ses_full")))!;
        Assert.Equivalent(await Read(tx => SessionStore.Find(tx, A, "ses_full")), held.Session, strict: true);
        Assert.Equivalent(await Read(tx => UserStore.Find(tx, A, held.Session.UserId)), held.User, strict: true);
        Assert.Null(await Read(tx => SessionStore.FindHeld(tx, "none")));
        Assert.Equal(["ses_full", "ses_a"], (await Read(tx => SessionStore.PageLive(tx, A, "usr_a", Now, null, 9))).Select(s => s.Id));
        Assert.Equal(["ses_a"], (await Read(tx => SessionStore.PageLive(tx, A, null, Now, "ses_full", 9))).Select(s => s.Id));
        Assert.Empty(await Read(tx => SessionStore.PageLive(tx, B, "usr_a", Now, null, 9)));
        Assert.Empty(await Read(tx => SessionStore.PageLive(tx, A, null, Now.AddHours(8), null, 9)));
        Assert.Equal(["ses_full", "ses_b", "ses_a"], (await Read(tx => SessionStore.PageLiveOfAll(tx, Now, null, 9))).Select(s => s.Id));
        Assert.Equal(["ses_b"], (await Read(tx => SessionStore.PageLiveOfAll(tx, Now, "ses_full", 1))).Select(s => s.Id));
        Assert.Empty(await Read(tx => SessionStore.PageLiveOfAll(tx, Now.AddHours(8), null, 9)));
    }

    [Fact]
    public async Task A_session_is_touched_renewed_and_ended_by_its_tenant_only()
    {
        var later = Now.AddMinutes(5);
        await Write(tx => SessionStore.Touch(tx, B, "ses_a", later, later, TimeSpan.FromSeconds(1)));
        await Write(tx => SessionStore.Renew(tx, Rows.Session(B, "ses_a", "usr_a") with { Acr = "stolen" }));
        Assert.False(await Write(tx => SessionStore.End(tx, B, "ses_a", "x", Now)));
        Assert.Empty(await Write(tx => SessionStore.LiveOfUser(tx, B, "usr_a")));
        Assert.Equal(["ses_b"], (await Write(tx => SessionStore.LiveOfConnection(tx, B, "con"))).Select(s => s.Id));
        Assert.Equal(["ses_b"], (await Write(tx => SessionStore.FindAndLock(tx, B, ["ses_a", "ses_b", "ses_none"]))).Select(s => s.Id));
        Assert.Empty(await Write(tx => SessionStore.FindAndLock(tx, B, [])));
        Assert.True(await Write(tx => SessionStore.End(tx, B, "ses_b", "x", Now)));
        Assert.Empty(await Write(tx => SessionStore.LiveOfConnection(tx, B, "con")));
        Assert.Equivalent(Rows.Session(A, "ses_a", "usr_a"), await Read(tx => SessionStore.Find(tx, A, "ses_a")), strict: true);

        await Write(tx => SessionStore.Touch(tx, A, "ses_a", later, later.AddHours(1), TimeSpan.FromMilliseconds(1500)));
        await Write(tx => SessionStore.Touch(tx, A, "ses_a", Now, Now, TimeSpan.Zero));
        var touched = (await Read(tx => SessionStore.Find(tx, A, "ses_a")))!;
        Assert.Equal((later, later.AddHours(1), 1500), (touched.LastActiveAt, touched.ExpiresAt, touched.IdleMs));
        await Write(tx => SessionStore.Renew(tx, touched with { Amr = ["mfa"], SecretHash = [9] }));
        Assert.Equal(["mfa"], (await Read(tx => SessionStore.Find(tx, A, "ses_a")))!.Amr);
        Assert.Equal(["ses_a"], (await Write(tx => SessionStore.LiveOfUser(tx, A, "usr_a"))).Select(s => s.Id));
        Assert.True(await Write(tx => SessionStore.End(tx, A, "ses_a", "admin", later)));
        Assert.False(await Write(tx => SessionStore.End(tx, A, "ses_a", "again", later)));
        var ended = (await Read(tx => SessionStore.Find(tx, A, "ses_a")))!;
        Assert.Equal((later, "admin"), (ended.EndedAt, ended.EndCause));
        Assert.Null(ended.SecretHash);
        Assert.Empty(await Read(tx => SessionStore.FindMany(tx, ["ses_a"])));
        Assert.Null(await Read(tx => SessionStore.FindHeld(tx, "ses_a")));
    }

    [Fact, Spec("S-113")]
    public async Task Sessions_are_found_by_what_their_own_connection_calls_the_person()
    {
        Session Named(TenantId tenant, string id, string user, string connection, byte name, string sid) =>
            Rows.Session(tenant, id, user) with { ConnectionId = connection, UpstreamNameHash = [name], UpstreamSid = sid };
        foreach (var session in new[]
        {
            Named(A, "ses_1", "usr_a", "con", 1, "one"), Named(A, "ses_2", "usr_a", "con", 1, "two"), Named(A, "ses_3", "usr_a", "con", 2, "one"),
            Named(A, "ses_4", "usr_a", "con_other", 1, "one"), Named(B, "ses_5", "usr_b", "con", 1, "one"), Named(A, "ses_6", "usr_a", "con", 1, "two"),
        })
            await Write(tx => SessionStore.Insert(tx, session));
        await Write(tx => SessionStore.End(tx, A, "ses_6", "user", Now));

        Assert.Equal(["ses_1", "ses_2"], (await Read(tx => SessionStore.OfUpstream(tx, A, "con", [1], []))).Select(s => s.Id));
        Assert.Equal(["ses_2"], (await Read(tx => SessionStore.OfUpstream(tx, A, "con", [1], ["two", "none"]))).Select(s => s.Id));
        Assert.Empty(await Read(tx => SessionStore.OfUpstream(tx, A, "con", [3], [])));
        await Write(tx => SessionStore.Renew(tx, Named(A, "ses_1", "usr_a", "con", 9, "new")));
        Assert.Equal(["ses_1"], (await Read(tx => SessionStore.OfUpstream(tx, A, "con", [9], ["new"]))).Select(s => s.Id));
    }

    [Fact, Spec("O-092")]
    public async Task Sessions_are_found_by_the_upstreams_sid_in_their_own_connection_alone()
    {
        foreach (var session in new[]
        {
            Rows.Session(A, "ses_1", "usr_a") with { ConnectionId = "con_1", UpstreamSid = "one" },
            Rows.Session(A, "ses_2", "usr_a") with { ConnectionId = "con_2", UpstreamSid = "one" },
            Rows.Session(B, "ses_3", "usr_b") with { ConnectionId = "con_1", UpstreamSid = "one" },
            Rows.Session(A, "ses_4", "usr_a") with { ConnectionId = "con_1", UpstreamSid = "one" },
        })
            await Write(tx => SessionStore.Insert(tx, session));
        await Write(tx => SessionStore.End(tx, A, "ses_4", "user", Now));
        Assert.Equal(["ses_1"], (await Read(tx => SessionStore.OfUpstreamSid(tx, A, "con_1", "one"))).Select(s => s.Id));
        Assert.Empty(await Read(tx => SessionStore.OfUpstreamSid(tx, A, "con_1", "two")));
        Assert.Equal(["ses_1", "ses_2", "ses_a"], (await Write(tx => SessionStore.LiveOfTenant(tx, A))).Select(s => s.Id));
        Assert.Equal((1, 1, 0), await Read(tx => SessionStore.Count(tx, A, "con_1", false, Now)));
        Assert.Equal((1, 1, 0), await Read(tx => SessionStore.Count(tx, A, "con_1", true, Now)));
    }

    [Fact, Spec("CO-12")]
    public async Task What_a_connections_end_would_end_is_counted()
    {
        await Write(tx => IdentityStore.Insert(tx, Rows.Identity(A, "usr_a")));
        var connection = Rows.Identity(A, "usr_a").ConnectionId;
        await Write(tx => SessionStore.Insert(tx, Rows.Session(A, "ses_o", "usr_a") with { ConnectionId = "con_o" }));
        await Write(tx => SessionStore.Join(tx, "ses_o", "app_a", "sid_o", Now));
        Assert.Equal((1, 1, 1), await Read(tx => SessionStore.Count(tx, A, "con_o", false, Now)));
        Assert.Equal((0, 0, 0), await Read(tx => SessionStore.Count(tx, B, "con_o", false, Now)));
        Assert.Equal((0, 0, 0), await Read(tx => SessionStore.Count(tx, A, "con_o", false, Now.AddHours(2))));
        Assert.Equal((1, 2, 1), await Read(tx => SessionStore.Count(tx, A, connection, true, Now)));
        Assert.Equal(1, await Read(tx => IdentityStore.CountUsers(tx, A, connection)));
        Assert.Equal(0, await Read(tx => IdentityStore.CountUsers(tx, B, connection)));
    }

    [Fact, Spec("S-113")]
    public async Task A_session_without_a_sid_is_meant_by_any()
    {
        await Write(tx => SessionStore.Insert(tx, Rows.Session(A, "ses_1", "usr_a") with { ConnectionId = "con", UpstreamNameHash = [1], UpstreamSid = null }));
        Assert.Single(await Read(tx => SessionStore.OfUpstream(tx, A, "con", [1], ["two"])));
        Assert.Empty(await Read(tx => SessionStore.OfUpstream(tx, A, "con", [2], ["two"])));
    }

    [Fact, Spec("S-113")]
    public async Task A_sign_out_of_the_upstream_is_remembered_for_its_connection_person_and_session()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        Task<bool> Since(TenantId tenant, string connection, byte name, string? sid, DateTimeOffset begun, byte? also = null) =>
            Read(tx => UpstreamSignOutStore.Since(tx, tenant, connection, [name], also is { } other ? [other] : null, sid, begun));
        await Write(tx => UpstreamSignOutStore.Note(tx, A, "con_s", [1], "one", Now, Now.AddMinutes(5)));
        var before = Now.AddSeconds(-1);
        Assert.True(await Since(A, "con_s", 1, "one", before));
        Assert.True(await Since(A, "con_s", 1, null, before));
        Assert.False(await Since(A, "con_s", 1, "two", before));
        Assert.False(await Since(A, "con_s", 1, "one", Now));
        Assert.False(await Since(A, "con_s", 2, "one", before));
        Assert.True(await Since(A, "con_s", 2, "one", before, also: 1));
        Assert.True(await Since(A, "con_s", 2, null, before, also: 1));
        Assert.False(await Since(A, "con_s", 2, "one", before, also: 3));
        Assert.False(await Since(A, "con_o", 1, "one", before));
        Assert.False(await Since(B, "con_s", 1, "one", before));

        await Write(tx => UpstreamSignOutStore.Note(tx, A, "con_s", [1], null, Now.AddSeconds(2), Now.AddMinutes(5)));
        await Write(tx => UpstreamSignOutStore.Note(tx, A, "con_s", [1], null, Now.AddSeconds(1), Now.AddMinutes(9)));
        Assert.True(await Since(A, "con_s", 1, "two", Now.AddSeconds(1)));
        Assert.False(await Since(A, "con_s", 1, "two", Now.AddSeconds(2)));
        await Write(tx => UpstreamSignOutStore.Note(tx, A, "con_s", null, "three", Now.AddSeconds(3), Now.AddMinutes(5)));
        Assert.True(await Since(A, "con_s", 7, "three", Now.AddSeconds(2)));
        Assert.False(await Since(A, "con_s", 7, "four", Now.AddSeconds(2)));
        Assert.False(await Since(A, "con_s", 7, null, Now.AddSeconds(2)));
        Assert.Equal(3, await Write(tx => Cleaned.Up(tx, Now.AddMinutes(66), 9, TimeSpan.FromDays(30))));
        Assert.False(await Since(A, "con_s", 1, "two", before));
    }

    [Fact, Spec("S-113")]
    public async Task A_sign_out_and_a_sign_in_at_once_see_each_other_in_whatever_order()
    {
        await Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_s")));
        for (byte name = 1; name <= 60; name++)
        {
            var who = name;
            Task SignIn() => Write(async tx =>
            {
                await ConnectionStore.FindAndHold(tx, A, "con_s");
                if (!await UpstreamSignOutStore.Since(tx, A, "con_s", [who], null, null, Now.AddSeconds(-1)))
                    await SessionStore.Insert(tx, Rows.Session(A, $"ses_{who}", "usr_a") with { ConnectionId = "con_s", UpstreamNameHash = [who] });
            });
            Task SignOut() => Write(async tx =>
            {
                await ConnectionStore.FindAndLock(tx, A, "con_s");
                await UpstreamSignOutStore.Note(tx, A, "con_s", [who], null, Now, Now.AddMinutes(5));
                foreach (var session in await SessionStore.OfUpstream(tx, A, "con_s", [who], []))
                    await SessionStore.End(tx, A, session.Id, "upstream", Now);
            });
            var stop = TestContext.Current.CancellationToken;
            await Task.WhenAll(Task.Run(SignIn, stop), Task.Run(SignOut, stop));
            Assert.Empty(await Read(tx => SessionStore.OfUpstream(tx, A, "con_s", [who], [])));
        }
    }

    [Fact]
    public async Task Sessions_run_out_by_lifetime_and_by_idleness()
    {
        await Write(tx => SessionStore.Insert(tx, Rows.Session(A, "ses_short", "usr_a") with { ExpiresAt = Now.AddMinutes(1) }));
        Assert.Empty(await Read(tx => SessionStore.Expired(tx, Now.AddMinutes(1).AddMilliseconds(-1), 9)));
        Assert.Equal(["ses_short"], (await Read(tx => SessionStore.Expired(tx, Now.AddMinutes(1), 9))).Select(s => s.Id));
        Assert.Equal(3, (await Read(tx => SessionStore.Expired(tx, Now.AddMinutes(61), 9))).Length);
        Assert.Single(await Read(tx => SessionStore.Expired(tx, Now.AddMinutes(61), 1)));
        // Of three rows PostgreSQL reads all, or takes whatever index of those that live is the smallest.
        if (Database.Db.Kind == DbKind.Postgres)
            return;
        var plan = await Write(tx => Plan(tx, SessionStore.ExpiredSql(tx.Kind), [KeyValuePair.Create<string, object>("now", Now.ToUnixTimeMilliseconds()), KeyValuePair.Create<string, object>("limit", 9)]));
        Assert.Contains(plan, step => step.Contains("sso_session_due", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_keeps_the_sid_of_its_first_visit()
    {
        var first = await Write(tx => SessionStore.Join(tx, "ses_a", "app_a", "sid_1", Now));
        Assert.Equal(first with { LastSeenAt = Now.AddHours(1) }, await Write(tx => SessionStore.Join(tx, "ses_a", "app_a", "sid_2", Now.AddHours(1))));
        Assert.Equal("sid_1", Assert.Single(await Read(tx => SessionStore.Participants(tx, "ses_a"))).Sid);
        Assert.Empty(await Read(tx => SessionStore.Participants(tx, "ses_b")));
        Assert.Equal("sid_1", Assert.Single(await Read(tx => SessionStore.Participants(tx, ["ses_a", "ses_b"]))).Sid);
        Assert.Empty(await Read(tx => SessionStore.Participants(tx, [])));
        Assert.Equal("ses_a", (await Read(tx => SessionStore.FindBySid(tx, "sid_1", "app_a")))!.SessionId);
        Assert.Null(await Read(tx => SessionStore.FindBySid(tx, "sid_1", "app_b")));
    }

    /// <summary>Conditions of the stores. What finds somebody by their id or their user must not read all that the tenant has.</summary>
    [Theory]
    [InlineData("select 1 from run_user where tenant_id = @0 and id in (select value from json_each(@1))", "run_user_1")]
    [InlineData("select 1 from user_tag where tenant_id = @0 and user_id = @1", "user_tag_user")]
    [InlineData("select 1 from user_identity where tenant_id = @0 and user_id in (select value from json_each(@1))", "user_identity_user")]
    [InlineData("select 1 from sso_session where tenant_id = @0 and user_id in (select value from json_each(@1)) and ended_at is null", "sso_session_user")]
    [InlineData("select 1 from app_grant where tenant_id = @0 and session_id = @1 and client_id = 'a'", "app_grant_session")]
    [InlineData("select 1 from run_user where tenant_id = @0 and id > @1 order by id limit 9", "run_user_email")]
    public async Task SQLite_knows_that_a_tenant_is_large(string sql, string index)
    {
        if (Database.Db.Kind == DbKind.Postgres)
            return;
        var plan = await Write(tx => Plan(tx, sql, [KeyValuePair.Create<string, object>("0", "t"), KeyValuePair.Create<string, object>("1", "[]")]));
        Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
    }
}

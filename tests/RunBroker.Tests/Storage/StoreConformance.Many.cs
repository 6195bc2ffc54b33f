using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

/// <summary>Statements for many rows at once, each of one tenant.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Many_sessions_end_at_once_of_their_tenant_only_and_each_but_once()
    {
        await Write(tx => SessionStore.Insert(tx, Rows.Session(A, "ses_a2", "usr_a")));
        await Write(tx => SessionStore.Join(tx, "ses_a", "app_b", "sid_1", Now.AddSeconds(1)));
        await Write(tx => SessionStore.Join(tx, "ses_a2", "app_a", "sid_2", Now));
        await Write(tx => SessionStore.Join(tx, "ses_a", "app_a", "sid_3", Now));
        Assert.Equal(["sid_3", "sid_1", "sid_2"], (await Read(tx => SessionStore.Participants(tx, ["ses_a2", "ses_a"]))).Select(p => p.Sid));
        Assert.Equal(["ses_a", "ses_a2"], (await Write(tx => SessionStore.LiveOfUsers(tx, A, ["usr_a", "usr_b"]))).Select(s => s.Id));
        Assert.Empty(await Write(tx => SessionStore.LiveOfUsers(tx, A, [])));

        Assert.Empty(await Write(tx => SessionStore.End(tx, B, ["ses_a"], "admin", Now)));
        Assert.Equal(["ses_a", "ses_a2"], (await Write(tx => SessionStore.End(tx, A, ["ses_a", "ses_a2", "ses_b"], "admin", Now))).Order());
        Assert.Empty(await Write(tx => SessionStore.End(tx, A, ["ses_a", "ses_a2"], "idle", Now)));
        Assert.Equal("admin", (await Read(tx => SessionStore.Find(tx, A, "ses_a2")))!.EndCause);
        Assert.Empty(await Write(tx => SessionStore.LiveOfUsers(tx, A, ["usr_a"])));
        Assert.Null((await Read(tx => SessionStore.Find(tx, B, "ses_b")))!.EndedAt);
    }

    [Fact]
    public async Task What_is_to_be_told_of_an_end_waits_until_it_is_done()
    {
        var told = 0;
        Database.Db.EndsWritten = () => told++;
        Assert.Empty(await Read(SessionStore.TenantsToTell));
        await Write(tx => SessionStore.End(tx, A, ["ses_a"], "admin", Now, """{"cause":"admin"}"""));
        await Write(tx => SessionStore.End(tx, B, ["ses_b"], "idle", Now));
        Assert.Equal(1, told);
        Assert.Equal([A], await Read(SessionStore.TenantsToTell));
        var waiting = Assert.Single(await Write(tx => SessionStore.ToTell(tx, A, 9)));
        Assert.Equal(("ses_a", """{"cause":"admin"}""", "admin"), (waiting.Id, waiting.EndToTell, waiting.EndCause));
        Assert.Single(await Write(tx => SessionStore.ToTellOf(tx, A, null, 9)));
        Assert.Single(await Write(tx => SessionStore.ToTellOf(tx, A, "usr_a", 9)));
        Assert.Empty(await Write(tx => SessionStore.ToTellOf(tx, A, "usr_b", 9)));
        Assert.Empty(await Write(tx => SessionStore.ToTellOf(tx, B, null, 9)));
        await Write(tx => Cleaned.Up(tx, Now.AddDays(31), 9, TimeSpan.FromDays(30)));
        Assert.NotNull(await Read(tx => SessionStore.Find(tx, A, "ses_a")));

        await Write(tx => SessionStore.Told(tx, B, ["ses_a"]));
        Assert.Equal([A], await Read(SessionStore.TenantsToTell));
        await Write(tx => SessionStore.Told(tx, A, ["ses_a"]));
        Assert.Empty(await Read(SessionStore.TenantsToTell));
        await Write(tx => Cleaned.Up(tx, Now.AddDays(31), 9, TimeSpan.FromDays(30)));
        Assert.Null(await Read(tx => SessionStore.Find(tx, A, "ses_a")));
    }

    [Fact]
    public async Task Many_users_get_a_role_and_whoever_has_it_is_left_alone()
    {
        await Write(tx => UserStore.Insert(tx, Rows.User(A, "usr_viewer") with { Role = "viewer", Roles = ["viewer"], Version = 5 }));
        await Write(tx => UserStore.Insert(tx, Rows.User(A, "usr_two") with { Role = "viewer", Roles = ["viewer", "admin"] }));
        await Write(tx => IdentityStore.Insert(tx, Rows.Identity(A, "usr_a", "s1")));
        await Write(tx => IdentityStore.Insert(tx, Rows.Identity(A, "usr_two", "s2")));
        string[] all = ["usr_a", "usr_b", "usr_viewer", "usr_two"];

        var changed = await Write(tx => UserStore.SetRole(tx, A, all, "viewer", Now.AddHours(1)));

        Assert.Equal(["usr_a", "usr_two"], changed.Select(u => u.Id).Order());
        var users = await Read(tx => UserStore.FindMany(tx, A, all));
        Assert.Equal(["usr_a", "usr_two", "usr_viewer"], users.Select(u => u.Id).Order());
        Assert.All(users, u => Assert.Equal(("viewer", "viewer"), (u.Role, string.Join(' ', u.Roles))));
        Assert.Equal([2L, 2, 5], users.OrderBy(u => u.Id, StringComparer.Ordinal).Select(u => u.Version));
        Assert.Equal("user", (await Read(tx => UserStore.Find(tx, B, "usr_b")))!.Role);
        Assert.Equal(["s1", "s2"], (await Read(tx => IdentityStore.OfUsers(tx, A, all))).Select(i => i.Subject));
        Assert.Empty(await Read(tx => IdentityStore.OfUsers(tx, B, all)));
    }

    [Fact]
    public async Task A_batch_of_events_and_legs_keeps_every_character()
    {
        var odd = new AuditEvent { Id = "evt_1", Type = "x", Actor = "broker", Data = """{"a":"Zoë \u2028 '\" \\\\ 😀 </script>"}""", CreatedAt = Now };
        await Write(tx => EventStore.Insert(tx, [odd, odd with { Id = "evt_2", TenantId = A, TargetType = "t", TargetId = "i", Ip = "192.0.2.1" }]));
        var stored = await Read(tx => EventStore.Page(tx, null, null, null, 9));
        Assert.Equal([odd with { Id = "evt_2", TenantId = A, TargetType = "t", TargetId = "i", Ip = "192.0.2.1" }, odd], stored);
    }
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using SsoTag = RunBroker.Claims.UserTag;
using UserTag = RunBroker.Storage.Model.UserTag;

namespace RunBroker.Tests.Admin;

/// <summary>Good things to break one part of.</summary>
internal static class Samples
{
    public static JsonObject Client() => new()
    {
        ["client_name"] = "Portal",
        ["redirect_uris"] = new JsonArray("https://app.example/cb"),
        ["grant_types"] = new JsonArray("authorization_code"),
    };

    public static JsonObject Webhook(string url) =>
        new() { ["url"] = url, ["events"] = new JsonArray("connection.updated", "user.updated") };

    public static async Task<TenantId> TenantOf(AdminHost host, string slug) =>
        (await host.Db.Read(tx => TenantStore.FindBySlug(tx, slug), default))!.Id;

    /// <summary>A person who signed in through the connection: user with tags, identity, session with a participant, case file.</summary>
    public static async Task<(string User, string Session, string SignIn)> SignedIn(AdminHost host, string slug, string connection,
        bool protect = false)
    {
        var (tenant, now) = (await TenantOf(host, slug), host.Clock.GetUtcNow());
        var (user, session, signIn) = (Ids.New("usr_", now), Ids.New("ses_", now), Ids.New("sin_", now));
        var tags = ImmutableArray.Create(SsoTag.FromSso, new SsoTag("company", "Acme", TagOrigin.Sso));
        if (protect)
            tags = tags.Add(new("_delete_protection_", "Ask finance first.", TagOrigin.Manual));
        await host.Db.Write(
            async tx =>
            {
                await UserStore.Insert(tx, new User
                {
                    Id = user,
                    TenantId = tenant,
                    Email = "maria@acme.example",
                    FirstName = "Maria",
                    LastName = "Silva",
                    Role = "admin",
                    Roles = ["admin", "ops"],
                    Tags = StoredTags.Write(tags),
                    Active = true,
                    Version = 1,
                    CreatedAt = now,
                    UpdatedAt = now,
                    LastLoginAt = now,
                });
                await UserStore.SetTags(tx, tenant, user, [.. tags.Select(t => new UserTag(t.Key, t.Value))]);
                await IdentityStore.Insert(tx, new Identity
                {
                    TenantId = tenant,
                    ConnectionId = connection,
                    Issuer = "https://idp.example",
                    Subject = "sub-1",
                    UserId = user,
                    Active = true,
                    CreatedAt = now,
                    LastLoginAt = now,
                });
                await SessionStore.Insert(tx, new Session
                {
                    Id = session,
                    TenantId = tenant,
                    UserId = user,
                    ConnectionId = connection,
                    Sso = true,
                    CreatedAt = now,
                    LastActiveAt = now,
                    ExpiresAt = now.AddDays(7),
                    IdleMs = (long)TimeSpan.FromDays(3).TotalMilliseconds,
                    AuthTime = now,
                    Ip = "192.0.2.1",
                    UserAgent = "Test",
                });
                await SessionStore.Join(tx, session, "app_1", Ids.New("sid_", now), now);
                await SignInStore.SaveCase(tx, new SignInCase
                {
                    Id = signIn,
                    CaseId = CaseId.New(),
                    TenantId = tenant,
                    ClientId = "app_1",
                    ConnectionId = connection,
                    UserId = user,
                    State = "failed",
                    Error = "upstream.WrongAudience",
                    CreatedAt = now,
                    FinishedAt = now,
                    Steps = """[{"at":"2026-11-21T12:00:00+00:00","name":"id_token","outcome":"failed","detail":"audience","spec":"OIDCC-3.1.3.7","wanted":"a","got":"b"}]""",
                });
            }, default);
        return (user, session, signIn);
    }

    /// <summary>The receipt of a session that has ended, with an app that was told.</summary>
    public static async Task<string> Ended(AdminHost host, string slug, string user, string connection)
    {
        var (tenant, now) = (await TenantOf(host, slug), host.Clock.GetUtcNow());
        var logout = new LogoutRow
        {
            Id = Ids.New("lgo_", now),
            TenantId = tenant,
            SessionId = Ids.New("ses_", now),
            UserId = user,
            ConnectionId = connection,
            Cause = "admin",
            Actor = "token:rbt_1",
            ReceiptId = ReceiptId.New(),
            CreatedAt = now,
        };
        var leg = new LogoutLeg
        {
            Id = Ids.New("leg_", now),
            LogoutId = logout.Id,
            TenantId = tenant,
            Target = "app_1",
            Channel = LogoutChannels.Backchannel,
            State = LegStates.Delivered,
            At = now,
        };
        await host.Db.Write(tx => LogoutStore.Insert(tx, logout, [leg]), default);
        return logout.Id;
    }
}

using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

/// <summary>Rows with every optional column empty, and the parents that they need.</summary>
internal static class Rows
{
    private static DateTimeOffset Now => TestDatabase.Now;

    public static TenantId A { get; } = new("ten_a");
    public static TenantId B { get; } = new("ten_b");

    public static Tenant Tenant(TenantId id) => new()
    {
        Id = id,
        Slug = id.Value[4..],
        Name = "Name",
        Plan = "free",
        ConnectionPolicy = "one",
        DefaultRole = "user",
        AccessRules = "[]",
        Version = 1,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    public static Connection Connection(TenantId tenant, string id) => new()
    {
        Id = id,
        TenantId = tenant,
        Name = "N",
        Protocol = "oidc",
        LoginSlug = "slug-" + id,
        Settings = "{}",
        Version = 1,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    public static SamlKeyRow SamlKey(TenantId tenant, string connection, string id) => new()
    {
        Id = id,
        TenantId = tenant,
        ConnectionId = connection,
        KeyUse = SamlKeyRow.Signing,
        Generation = 1,
        PrivateKey = [1, 2],
        Certificate = [3],
        CreatedAt = Now,
        ActiveAt = Now,
    };

    public static SamlMetadataRow Metadata(TenantId tenant, string connection) => new()
    {
        TenantId = tenant,
        ConnectionId = connection,
        Source = SamlMetadataRow.Url,
        Address = "https://idp.example/metadata",
        NextFetchAt = Now,
        Version = 1,
    };

    public static Domain Domain(TenantId tenant, string name) =>
        new() { TenantId = tenant, Name = name, DnsTxt = "txt", Version = 1, CreatedAt = Now };

    public static Client Client(TenantId? tenant, string id) =>
        new() { ClientId = id, TenantId = tenant, Metadata = "{}", Version = 1, CreatedAt = Now, UpdatedAt = Now };

    public static User User(TenantId tenant, string id) => new()
    {
        Id = id,
        TenantId = tenant,
        Email = "a@b.example",
        FirstName = "A",
        Role = "user",
        Tags = "[]",
        Active = true,
        Version = 1,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    public static Identity Identity(TenantId tenant, string user, string subject = "sub") => new()
    {
        TenantId = tenant,
        ConnectionId = "con",
        Issuer = "https://idp.example",
        Subject = subject,
        UserId = user,
        Active = true,
        CreatedAt = Now,
        LastLoginAt = Now,
    };

    public static Session Session(TenantId tenant, string id, string user) => new()
    {
        Id = id,
        TenantId = tenant,
        UserId = user,
        ConnectionId = "con",
        Sso = true,
        CreatedAt = Now,
        LastActiveAt = Now,
        ExpiresAt = Now.AddHours(8),
        IdleMs = 3_600_000,
        AuthTime = Now,
    };

    public static LogoutRow Logout(TenantId tenant, string id) => new()
    {
        Id = id,
        TenantId = tenant,
        SessionId = "ses_of_" + id,
        UserId = "usr_gone",
        ConnectionId = "con",
        Cause = "admin",
        Actor = "broker",
        ReceiptId = "SO-" + id,
        CreatedAt = Now,
    };

    public static LogoutLeg Leg(LogoutRow logout, string id) => new()
    {
        Id = id,
        LogoutId = logout.Id,
        TenantId = logout.TenantId,
        Target = "app",
        Channel = LogoutChannels.Backchannel,
        State = LegStates.Pending,
        Sid = "sid",
        At = Now,
    };

    public static Grant Grant(TenantId tenant, string id, string client, string user, string session) => new()
    {
        Id = id,
        TenantId = tenant,
        ClientId = client,
        UserId = user,
        SessionId = session,
        Sid = "sid",
        Scope = "openid",
        RedirectUri = "https://app.example/cb",
        CodeHash = [1, 2],
        CodeExpiresAt = Now.AddMinutes(1),
        AuthTime = Now,
        CreatedAt = Now,
    };

    public static RefreshToken Refresh(string id, string grant) =>
        new() { Id = id, GrantId = grant, SecretHash = [3], CreatedAt = Now, ExpiresAt = Now.AddDays(7) };

    public static AccessToken Access(string id, string grant) =>
        new() { Id = id, GrantId = grant, SecretHash = [4], Scope = "openid", CreatedAt = Now, ExpiresAt = Now.AddHours(1) };

    public static PendingSignIn Pending(string id) =>
        new() { Id = id, BrowserHash = [5], ClientId = "app", Request = [7], StartedAt = Now, ExpiresAt = Now.AddMinutes(10) };

    public static SignInCase Case(TenantId? tenant, string id) =>
        new() { Id = id, CaseId = "SI-" + id, TenantId = tenant, State = "pending", Steps = "[]", CreatedAt = Now };

    public static OutboxMessage Message(TenantId tenant, string id) => new()
    {
        Id = id,
        TenantId = tenant,
        Kind = "webhook",
        Target = "hook",
        Lane = OutboxLane.Of(tenant, null, "hook"),
        Payload = "{}",
        State = "pending",
        RoundAt = Now,
        NextAt = Now,
        CreatedAt = Now,
    };

    public static Webhook Webhook(TenantId tenant, string id) => new()
    {
        Id = id,
        TenantId = tenant,
        Url = "https://app.example/hook",
        Events = ["*"],
        Conditions = "[]",
        Secret = [6],
        Version = 1,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    public static ApiToken ApiToken(TenantId? tenant, string id) =>
        new() { Id = id, SecretHash = [7], Prefix = "rb_", Scopes = ["all"], TenantId = tenant, CreatedAt = Now };

    /// <summary>Both tenants, each with a user, an app, a session, a grant and its tokens: ids end in _a and _b.</summary>
    public static async Task Seed(TestDatabase database) =>
        await database.Write(async tx =>
        {
            foreach (var tenant in new[] { A, B })
            {
                var x = tenant.Value[4..];
                await TenantStore.Insert(tx, Tenant(tenant));
                await UserStore.Insert(tx, User(tenant, "usr_" + x));
                await ClientStore.Insert(tx, Client(tenant, "app_" + x), []);
                await SessionStore.Insert(tx, Session(tenant, "ses_" + x, "usr_" + x));
                await GrantStore.Insert(tx, Grant(tenant, "grt_" + x, "app_" + x, "usr_" + x, "ses_" + x));
                await GrantStore.InsertRefresh(tx, Refresh("rft_" + x, "grt_" + x));
                await GrantStore.InsertAccess(tx, Access("act_" + x, "grt_" + x));
            }
        });
}

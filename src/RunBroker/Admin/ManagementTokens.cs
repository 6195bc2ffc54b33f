using System.Security.Cryptography;
using System.Text;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Admin;

/// <summary>
/// Bearer token → caller (P-014). An API token is <c>rbt_id.secret</c>: the id finds the row, the secret is stored as a hash only.
/// The bootstrap token of the configuration is an operator. Whatever else arrives may be an access token of our own, which the
/// token stage reads.
/// </summary>
internal sealed class ManagementTokens(Db db, Settings settings, TimeProvider time, ManagementTokens.JwtReader jwts)
{
    public const string Prefix = "rbt_";

    /// <summary>Longer is no token of ours.</summary>
    private const int Longest = 8192;

    /// <summary>Reads an access token that we issued with a management scope; null when it is none. The token stage brings it.</summary>
    public delegate Task<ManagementCaller?> JwtReader(string token, CancellationToken stop);

    public static JwtReader NoJwts { get; } = (_, _) => Task.FromResult<ManagementCaller?>(null);

    public async Task<ManagementCaller?> Authenticate(string token, CancellationToken stop)
    {
        if (token.Length is 0 or > Longest)
            return null;
        if (IsBootstrap(token))
            return new("token:bootstrap", [ManagementCaller.OperatorScope], null);
        var caller = !token.StartsWith(Prefix, StringComparison.Ordinal) ? await jwts(token, stop)
            : token.Split('.') is [var id, var secret] ? await Find(id, secret, stop) : null;
        return caller is { Tenant: not null, MayWrite: true } ? await db.Read(tx => OperatorsTenant.Limit(tx, caller), stop) : caller;
    }

    /// <summary>Changes with the bootstrap token of the configuration, and tells nothing of it; null when there is none.</summary>
    public static string? BootstrapMark(Settings settings) =>
        settings.BootstrapToken is { } token ? "bootstrap." + Convert.ToHexStringLower(Hash("mark of " + token))[..32] : null;

    /// <summary>The row to store, and the token, which is shown once.</summary>
    public static (ApiToken Row, string Token) Create(IEnumerable<string> scopes, TenantId? tenant, DateTimeOffset now,
        DateTimeOffset? expires)
    {
        var id = Ids.New(Prefix, now);
        var secret = RandomToken.Create("", 32);
        var row = new ApiToken
        {
            Id = id,
            SecretHash = Hash(secret),
            Prefix = id,
            Scopes = [.. scopes],
            TenantId = tenant,
            CreatedAt = now,
            ExpiresAt = expires,
        };
        return (row, $"{id}.{secret}");
    }

    private async Task<ManagementCaller?> Find(string id, string secret, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var row = await db.Read(tx => ApiTokenStore.Find(tx, id), stop);
        // Compared although there may be no row, so that time does not tell which ids exist.
        var right = CryptographicOperations.FixedTimeEquals(Hash(secret), row?.SecretHash ?? new byte[SHA256.HashSizeInBytes]);
        if (row is null || !right || now >= row.ExpiresAt)
            return null;
        if (row.LastUsedAt is not { } used || used < now.AddMinutes(-1))
            await db.Write(tx => ApiTokenStore.Used(tx, id, now), stop);
        return new($"token:{row.Id}", row.Scopes, row.TenantId);
    }

    private bool IsBootstrap(string token) =>
        settings.BootstrapToken is { } bootstrap && CryptographicOperations.FixedTimeEquals(Hash(token), Hash(bootstrap));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

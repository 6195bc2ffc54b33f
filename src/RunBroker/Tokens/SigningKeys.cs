using System.Collections.Immutable;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Tokens;

/// <summary>The broker's keys as they are now: ready to sign, and as the bytes that `jwks_uri` answers.</summary>
/// <param name="Keys">Published ones, oldest first.</param>
/// <param name="Signed">Access tokens that one of these keys has signed.</param>
internal sealed record KeyRing(ImmutableArray<(SigningKeyRow Row, SigningKey Key)> Keys, JwkSet Public, byte[] Jwks, string ETag, KnownTokens Signed)
{
    /// <summary>The newest key of the algorithm that may sign now.</summary>
    public SigningKey For(string alg, DateTimeOffset now) =>
        Keys.LastOrDefault(k => k.Row.Alg == alg && k.Row.ActiveAt <= now && (k.Row.RetiredAt is null || k.Row.RetiredAt > now)).Key
        ?? throw new InvalidOperationException($"no {alg} key may sign now");
}

/// <summary>
/// Signing keys: made on first start, kept sealed in the database, several live at once (security.md P-006). Every node reads them again
/// twice a minute, so that a key made by another is published here long before it signs.
/// </summary>
internal sealed class SigningKeys(Db db, SecretBox box, TimeProvider time) : IDisposable
{
    /// <summary>RS256 is what client libraries expect of an ID token; ES256 is an app's choice.</summary>
    public static readonly ImmutableArray<string> Algorithms = ["RS256", "ES256"];

    private volatile KeyRing? ring;
    private ITimer? timer;

    public KeyRing Now => ring ?? throw new InvalidOperationException("keys are not loaded");

    public bool AreLoaded => ring is not null;

    /// <summary>Makes what is missing, and loads all.</summary>
    public async Task Start(CancellationToken stop)
    {
        await db.Write(MakeFirst, stop);
        await Load(stop);
        timer = time.CreateTimer(_ => _ = Reload(), null, Limits.KeysReload, Limits.KeysReload);
    }

    public void Dispose() => timer?.Dispose();

    /// <summary>Of several nodes that start at once, one makes the keys: the setting's primary key decides.</summary>
    private async Task MakeFirst(Tx tx)
    {
        var now = time.GetUtcNow();
        if (!await KeyStore.SetOnce(tx, "signing_keys_made", now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)))
            return;
        foreach (var alg in Algorithms)
        {
            using var key = SigningKey.Create(alg);
            await KeyStore.Insert(tx, new SigningKeyRow
            {
                Kid = key.Kid,
                Alg = alg,
                PrivateKey = box.Seal(key.ExportPkcs8(), Place(key.Kid)),
                CreatedAt = now,
                ActiveAt = now,
            });
        }
    }

    private async Task Reload()
    {
#pragma warning disable CA1031 // a database that is away for a moment must not stop the timer; the old ring goes on
        try
        {
            await Load(CancellationToken.None);
        }
        catch (Exception)
        {
            // Readiness tells of the database.
        }
#pragma warning restore CA1031
    }

    private async Task Load(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var rows = (await db.Read(KeyStore.All, stop)).Where(row => row.RetiredAt is null || row.RetiredAt > now).ToImmutableArray();
        if (ring is { } old && old.Keys.Select(k => k.Row.Kid).SequenceEqual(rows.Select(r => r.Kid)))
            return;
        // Keys that stay keep their objects: importing one costs as much as half a signature.
        var keys = rows.Select(row => (row, Known(row.Kid) ?? Opened(row))).ToImmutableArray();
        var set = JwkSet.Of([.. keys.Select(k => k.Item2.PublicKey)]);
        var bytes = set.ToJson();
        ring = new KeyRing(keys, set, bytes, $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))[..16]}\"", new KnownTokens());
    }

    private SigningKey? Known(string kid) => ring?.Keys.FirstOrDefault(k => k.Row.Kid == kid).Key;

    private SigningKey Opened(SigningKeyRow row) => SigningKey.FromPkcs8(row.Alg,
        box.Open(row.PrivateKey, Place(row.Kid)) ?? throw new InvalidDataException($"signing key {row.Kid} does not open: is this the master key it was sealed with?"));

    private static SecretPlace Place(string kid) => new(null, "signing_key", kid, "private_key");
}

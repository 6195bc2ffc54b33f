using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Tokens;

/// <summary>
/// Signing keys: made on first start, kept sealed in the database, several live at once (security.md P-006). A node reads them again as soon as it
/// hears that they have changed, and twice a minute in any case, so that a key made by another is published here before it signs.
/// </summary>
internal sealed partial class SigningKeys(Db db, SecretBox box, TimeProvider time, ILogger<SigningKeys> log) : IDisposable
{
    /// <summary>RS256 is what client libraries expect of an ID token; ES256 is an app's choice.</summary>
    public static readonly ImmutableArray<string> Algorithms = ["RS256", "ES256"];

    private readonly SemaphoreSlim loading = new(1);
    private readonly SignatureCount signatures = new();
    private volatile KeyRing? ring;
    private volatile bool hears;
    private ITimer? timer;

    public KeyRing Now => ring ?? throw new InvalidOperationException("keys are not loaded");

    public bool AreLoaded => ring is not null;

    /// <summary>Whether this node has a key of each algorithm.</summary>
    public bool CanSign => ring is { } now && Algorithms.All(alg => now.Keys.Any(k => k.Row.Alg == alg));

    /// <summary>Made on this node since its start, by whatever keys; never less than before.</summary>
    public long Signatures => signatures.Made;

    /// <summary>Makes what is missing, and loads all.</summary>
    public async Task Start(CancellationToken stop)
    {
        db.Listen(Hear);
        await db.Write(MakeFirst, stop);
        // From here on: what changes while the keys are read for the first time is read after it.
        hears = true;
        await Load(stop);
        timer = time.CreateTimer(_ => _ = Reload(), null, Limits.KeysReload, Limits.KeysReload);
    }

    /// <summary>From now on this node publishes, and signs by, what the database says. A key that does not open is left out.</summary>
    /// <exception cref="InvalidDataException">At the start: an algorithm has keys, and none of them opens.</exception>
    public async Task Load(CancellationToken stop)
    {
        // One at a time, so that nothing that was read earlier takes the place of what was read later.
        await loading.WaitAsync(stop);
        try
        {
            var now = time.GetUtcNow();
            var rows = (await db.Read(KeyStore.All, stop)).Where(row => !SigningKeyRoll.IsGone(row, now)).ToImmutableArray();
            if (ring?.Is(rows) == true)
                return;
            // Keys that stay keep their objects: importing one costs as much as half a signature.
            ImmutableArray<RingKey> open =
                [.. rows.Select(row => (Known(row.Kid) ?? Opened(row)) is { } key ? new RingKey(row, key) : null).OfType<RingKey>()];
            foreach (var alg in Algorithms)
                TellOfNone(alg, rows, open);
            ring = KeyRing.Of(ring, open);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>A new one, sealed and stored nowhere yet. For RS256 it takes a good part of a second: not for inside a write, but at the first start.</summary>
    public SigningKeyRow Make(string alg)
    {
        using var key = SigningKey.Create(alg);
        var now = time.GetUtcNow();
        return new SigningKeyRow
        {
            Kid = key.Kid,
            Alg = alg,
            PrivateKey = box.Seal(key.ExportPkcs8(), Place(key.Kid)),
            CreatedAt = now,
            ActiveAt = now,
        };
    }

    public void Dispose()
    {
        timer?.Dispose();
        loading.Dispose();
    }

    /// <summary>Of several nodes that start at once, one makes the keys: the setting's primary key decides.</summary>
    private async Task MakeFirst(Tx tx)
    {
        if (!await KeyStore.SetOnce(tx, KeyStore.KeysMade, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)))
            return;
        foreach (var alg in Algorithms)
            await KeyStore.Insert(tx, Make(alg));
    }

    private void Hear(IReadOnlyCollection<ConfigChange> changes)
    {
        if (hears && changes.Any(c => c.Kind is "keys" or "all"))
            _ = Reload();
    }

    private async Task Reload()
    {
#pragma warning disable CA1031 // whatever it is must not stop the timer; the old ring goes on
        try
        {
            await Load(CancellationToken.None);
        }
        catch (Exception e) when (e is StorageUnavailableException or ObjectDisposedException)
        {
            // Readiness tells of the database; or this node stops.
        }
        catch (Exception e)
        {
            LogNotRead(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>
    /// An algorithm without any keys stops nothing here: the worker makes one. Once started, a node takes over what the database says all the same:
    /// a key that was removed there must not live on here because of another that does not open.
    /// </summary>
    private void TellOfNone(string alg, ImmutableArray<SigningKeyRow> rows, ImmutableArray<RingKey> open)
    {
        if (rows.LastOrDefault(r => r.Alg == alg) is not { } newest || open.Any(k => k.Row.Alg == alg))
            return;
        if (ring is null)
            throw new InvalidDataException($"signing key {newest.Kid} does not open: is this the master key it was sealed with?");
        LogNoneOpens(alg);
    }

    private SigningKey? Known(string kid) => ring?.Keys.FirstOrDefault(k => k.Row.Kid == kid)?.Key;

    /// <returns>Null when it does not open: what is not whole is no reason to miss all the others.</returns>
    private SigningKey? Opened(SigningKeyRow row)
    {
        try
        {
            if (box.Open(row.PrivateKey, Place(row.Kid)) is { } pkcs8)
                return SigningKey.FromPkcs8(row.Alg, pkcs8, signatures);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or OverflowException)
        {
            // Cut short, or no key of that algorithm.
        }

        LogDoesNotOpen(row.Kid);
        return null;
    }

    private static SecretPlace Place(string kid) => new(null, "signing_key", kid, "private_key");

    [LoggerMessage(Level = LogLevel.Error, Message = "signing_key_does_not_open kid={Kid}")]
    private partial void LogDoesNotOpen(string kid);

    [LoggerMessage(Level = LogLevel.Error, Message = "no_signing_key_opens alg={Alg}: nothing can be signed by it until the master key is there, or the keys are rolled")]
    private partial void LogNoneOpens(string alg);

    [LoggerMessage(Level = LogLevel.Error, Message = "signing_keys_not_read")]
    private partial void LogNotRead(Exception e);
}

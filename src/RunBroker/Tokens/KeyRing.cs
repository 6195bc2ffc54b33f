using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Protocol.Jose;
using RunBroker.Storage.Model;

namespace RunBroker.Tokens;

/// <summary>A key of the broker, opened.</summary>
internal sealed record RingKey(SigningKeyRow Row, SigningKey Key);

/// <summary>The broker's keys as they are now: ready to sign, and as the bytes that `jwks_uri` answers.</summary>
internal sealed class KeyRing
{
    private KeyRing(ImmutableArray<RingKey> keys, KnownTokens signed)
    {
        (Keys, Signed) = (keys, signed);
        Public = JwkSet.Of([.. keys.Select(k => k.Key.PublicKey)]);
        Jwks = Public.ToJson();
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Jwks))[..16]}\"";
    }

    /// <summary>Published ones, oldest first.</summary>
    public ImmutableArray<RingKey> Keys { get; }
    public JwkSet Public { get; }
    public byte[] Jwks { get; }
    public string ETag { get; }
    /// <summary>Access tokens that one of these keys has signed.</summary>
    public KnownTokens Signed { get; }

    /// <param name="before">What was there until now; null at the start.</param>
    public static KeyRing Of(KeyRing? before, ImmutableArray<RingKey> keys)
    {
        // What leaves is not wiped: somebody may be signing with it at this very moment.
        var stay = before?.Keys.All(k => keys.Any(now => now.Key == k.Key)) == true;
        // One that is gone must not live on in what is remembered of its tokens; where all stay, nothing is forgotten.
        return new KeyRing(keys, stay ? before!.Signed : new());
    }

    /// <summary>Whether these are the keys, with these dates.</summary>
    public bool Is(ImmutableArray<SigningKeyRow> rows) =>
        Keys.Select(k => (k.Row.Kid, k.Row.ActiveAt, k.Row.RetiredAt)).SequenceEqual(rows.Select(r => (r.Kid, r.ActiveAt, r.RetiredAt)));

    /// <summary>
    /// The newest key of the algorithm that may sign now. Where the clock says that none has begun, it was moved back: then the one that began first.
    /// </summary>
    public SigningKey For(string alg, DateTimeOffset now) =>
        (Keys.LastOrDefault(k => k.Row.Alg == alg && k.Row.ActiveAt <= now && !SigningKeyRoll.IsGone(k.Row, now))
            ?? Keys.FirstOrDefault(k => k.Row.Alg == alg && !SigningKeyRoll.IsGone(k.Row, now)))?.Key
        ?? throw new InvalidOperationException($"no {alg} key may sign now");

    public SigningKeyState StateOf(RingKey key, DateTimeOffset now) =>
        SigningKeyRoll.IsGone(key.Row, now) ? SigningKeyState.Previous
        : For(key.Row.Alg, now) == key.Key ? SigningKeyState.Current
        : key.Row.ActiveAt > now ? SigningKeyState.Next : SigningKeyState.Previous;
}

internal enum SigningKeyState
{
    /// <summary>Published, and to sign later.</summary>
    Next,
    Current,
    /// <summary>What it has signed still counts.</summary>
    Previous,
}

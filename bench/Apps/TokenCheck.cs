using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RunBroker.Bench;

/// <summary>
/// Verifies tokens as an app does, with the broker's published keys and none of its code: one in fifty of a timed run, so that the load is
/// not the bottleneck.
/// </summary>
internal sealed class TokenCheck : IDisposable
{
    private readonly Dictionary<string, (string Alg, AsymmetricAlgorithm Key)> keys = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly string issuer;
    private readonly Func<ReadOnlyMemory<byte>> fetch;
    private readonly int every;
    private int seen;

    /// <param name="fetch">The provider's key set as it is now.</param>
    /// <param name="every">1: each token is verified.</param>
    public TokenCheck(string issuer, Func<ReadOnlyMemory<byte>> fetch, int every)
    {
        (this.issuer, this.fetch, this.every) = (issuer, fetch, every);
        Fetch();
    }

    /// <summary>How many answers were verified.</summary>
    public int Checked { get; private set; }

    /// <summary>How often a token named a key that the set of before did not have.</summary>
    public int Refetched { get; private set; }

    public void Look(Ask ask, TokenAnswer answer)
    {
        if (Interlocked.Increment(ref seen) % every != 0)
            return;
        var (_, id) = Verified(ask.App, answer.IdToken ?? throw new BenchFault("no ID token came"), "JWT");
        Same("aud", ask.App.ClientId, Text(id, "aud"));
        Same("nonce", ask.Nonce, Text(id, "nonce"));
        Same("at_hash", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(answer.AccessToken)).AsSpan(0, 16)), Text(id, "at_hash"));
        if (answer.RefreshToken is null)
            throw new BenchFault("no refresh token came");
        if (!ask.App.Opaque)
            LookAtAccessToken(ask.App, answer.AccessToken);
        else if (answer.AccessToken.Count(c => c == '.') == 2)
            throw new BenchFault("a JWT came where the access token is opaque");
    }

    /// <summary>After a refresh there is no nonce to hold it against.</summary>
    public void LookAtRefreshed(App app, TokenAnswer answer)
    {
        if (Interlocked.Increment(ref seen) % every != 0)
            return;
        var (_, id) = Verified(app, answer.IdToken ?? throw new BenchFault("no ID token came"), "JWT");
        Same("aud", app.ClientId, Text(id, "aud"));
        if (!app.Opaque)
            LookAtAccessToken(app, answer.AccessToken);
    }

    /// <summary>A token of the app for itself.</summary>
    public void Look(App app, TokenAnswer answer)
    {
        if (Interlocked.Increment(ref seen) % every == 0)
            LookAtAccessToken(app, answer.AccessToken);
    }

    /// <summary>An answer of somebody else's provider, which may leave typ out.</summary>
    public void LookAtPeer(Ask ask, TokenAnswer answer)
    {
        if (Interlocked.Increment(ref seen) % every != 0)
            return;
        var (_, id) = Verified(ask.App, answer.IdToken ?? throw new BenchFault("no ID token came"), null);
        Same("aud", ask.App.ClientId, Text(id, "aud"));
        Same("nonce", ask.Nonce, Text(id, "nonce"));
        Verified(ask.App, answer.AccessToken, null);
    }

    /// <summary>That the session of one of its people is over.</summary>
    public void LookAtLogoutToken(App app, string token)
    {
        var (_, claims) = Verified(app, token, "logout+jwt");
        Same("aud", app.ClientId, Text(claims, "aud"));
        if (!claims.GetProperty("events").TryGetProperty("http://schemas.openid.net/event/backchannel-logout", out _) || claims.TryGetProperty("nonce", out _))
            throw new BenchFault("not a logout token");
        _ = (Text(claims, "sid"), Text(claims, "jti"));
    }

    public void Dispose()
    {
        foreach (var (_, key) in keys.Values)
            key.Dispose();
    }

    private void LookAtAccessToken(App app, string token)
    {
        var (_, claims) = Verified(app, token, "at+jwt");
        Same("client_id", app.ClientId, Text(claims, "client_id"));
    }

    private (JsonElement Header, JsonElement Claims) Verified(App app, string token, string? typ)
    {
        var parts = token.Split('.');
        var header = JsonElement.Parse(Base64Url.DecodeFromChars(parts[0]));
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
        Same("alg", app.Alg, Text(header, "alg"));
        if (typ is not null)
            Same("typ", typ, Text(header, "typ"));
        var (data, signature) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
        lock (gate)
        {
            Checked++;
            var (alg, key) = Known(Text(header, "kid"));
            Same("alg of the key", app.Alg, alg);
            if (!Holds(key, data, signature))
                throw new BenchFault($"a bad signature of {app.ClientId}");
        }

        Same("iss", issuer, Text(claims, "iss"));
        if (claims.GetProperty("exp").GetInt64() <= TimeProvider.System.GetUtcNow().ToUnixTimeSeconds())
            throw new BenchFault("a token came that has expired");
        return (header, claims);
    }

    /// <summary>As an app does when the provider has rolled its keys: it looks once more.</summary>
    private (string Alg, AsymmetricAlgorithm Key) Known(string kid)
    {
        if (keys.TryGetValue(kid, out var known))
            return known;
        Refetched++;
        Fetch();
        return keys.TryGetValue(kid, out known) ? known : throw new BenchFault($"a token is signed with a key that is not published: {kid}");
    }

    /// <summary>Those that have left the set verify nothing any more.</summary>
    private void Fetch()
    {
        Dispose();
        keys.Clear();
        using var document = JsonDocument.Parse(fetch());
        foreach (var key in document.RootElement.GetProperty("keys").EnumerateArray())
            keys.Add(Text(key, "kid"), (Text(key, "alg"), Import(key)));
    }

    private static bool Holds(AsymmetricAlgorithm key, byte[] data, byte[] signature) => key switch
    {
        RSA rsa => rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ECDsa ec => ec.VerifyData(data, signature, HashAlgorithmName.SHA256),
        _ => throw new InvalidOperationException("closed set"),
    };

    private static AsymmetricAlgorithm Import(JsonElement key) => Text(key, "kty") switch
    {
        "RSA" => RSA.Create(new RSAParameters { Modulus = Octets(key, "n"), Exponent = Octets(key, "e") }),
        _ => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = Octets(key, "x"), Y = Octets(key, "y") } }),
    };

    private static byte[] Octets(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static void Same(string what, string wanted, string got)
    {
        if (wanted != got)
            throw new BenchFault($"{what}: {got} in place of {wanted}");
    }
}

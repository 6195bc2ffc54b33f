using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>A sound public key (RFC7517-4): RSA of 2048 to 8192 bits, or a point on P-256, P-384 or P-521.</summary>
/// <remarks>Keeps its imported key objects, so hold on to it (and its set) instead of reading it again for each token.</remarks>
public sealed class Jwk
{
    private static readonly string[] Names = ["kty", "kid", "alg", "use", "issuer"];
    private readonly PublicNumbers _numbers;

    private Jwk(PublicNumbers numbers, string? kid, string? alg, string? use, string? issuer) =>
        (_numbers, Kid, Alg, Use, Issuer) = (numbers, kid, alg, use, issuer);

    public string Kty => _numbers.Kty;
    public string? Kid { get; }
    public string? Alg { get; }
    public string? Use { get; }

    /// <summary>The issuer member of Entra ID's keys, else null.</summary>
    public string? Issuer { get; }

    /// <summary>RFC7638-3: base64url of the SHA-256 of the required members.</summary>
    public string Thumbprint() => _numbers.Thumbprint;

    /// <summary>Public members only, whatever the key was made from (O-070).</summary>
    public void WritePublic(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kty", Kty);
        if (Use is not null)
            writer.WriteString("use", Use);
        if (Alg is not null)
            writer.WriteString("alg", Alg);
        if (Kid is not null)
            writer.WriteString("kid", Kid);
        foreach (var (name, value) in _numbers.Members)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Reads a key that someone else published for verifying. Refused: unknown kty or alg, use other than "sig", key_ops
    /// without "verify", weak numbers, a point off the curve, and a key with private members: who publishes those lets
    /// everyone sign, so a signature by it proves nothing.
    /// </summary>
    public static JwkResult Read(JsonElement json)
    {
        if (Objection(json) is { } objection)
            return new JwkResult.Refused(objection);
        if (PublicNumbers.Read(json, out var numbers) is { } refused)
            return new JwkResult.Refused(refused);
        var alg = json.Text("alg");
        var key = new Jwk(numbers, json.Text("kid"), alg, json.Text("use"), json.Text("issuer"));
        return alg is null || JwsAlgorithm.All.Any(key.Fits)
            ? new JwkResult.Usable(key)
            : new JwkResult.Refused(JoseRefusal.For(JoseReason.AlgorithmNotAllowed, "an alg that fits the key", alg));
    }

    /// <summary>The published half of a key of our own; its kid is its thumbprint.</summary>
    internal static Jwk Own(PublicNumbers numbers, string alg, string use) => new(numbers, numbers.Thumbprint, alg, use, null);

    /// <summary>O-060, O-061: the key decides its family, curve and algorithm; the header only asks.</summary>
    internal bool Fits(JwsAlgorithm algorithm) =>
        _numbers.Kty == algorithm.Kty && _numbers.Curve == algorithm.Curve
            && Use is null or "sig" && (Alg is null || Alg == algorithm.Name);

    internal bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Fits(algorithm) && _numbers.Verifies(algorithm, data, signature);

    private static JoseRefusal? Objection(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !Names.All(n => json.IsTextOrMissing(n)))
            return new(JoseReason.BadJson, "a JSON Web Key");
        if (json.Text("kid") is { Length: > JoseLimits.KidLength })
            return new(JoseReason.TooLarge, $"kid of {JoseLimits.KidLength} characters");
        if (json.Text("use") is not (null or "sig") || !AllowsVerify(json))
            return JoseRefusal.For(JoseReason.AlgorithmNotAllowed, "use sig", json.Text("use"));
        if (json.Text("kty") is "RSA" or "EC" && (json.Has("d") || json.Has("p") || json.Has("q")))
            return new(JoseReason.WeakKey, "public members only", "a published private key");
        return null;
    }

    // RFC7517-4.3.
    private static bool AllowsVerify(JsonElement json)
    {
        if (!json.TryGetProperty("key_ops", out var allowed))
            return true;
        return allowed.ValueKind == JsonValueKind.Array
            && allowed.EnumerateArray().Any(o => o.ValueKind == JsonValueKind.String && o.ValueEquals("verify"));
    }
}

/// <summary>What reading one published key came to.</summary>
public abstract record JwkResult
{
    private JwkResult() { }
    public sealed record Usable(Jwk Key) : JwkResult;
    public sealed record Refused(JoseRefusal Why) : JwkResult;

    public T Match<T>(Func<Usable, T> usable, Func<Refused, T> refused) =>
        this is Usable key ? usable(key) : refused((Refused)this);
}

using System.Collections.Immutable;
using System.Text.Json;

#pragma warning disable // replaced file by file

namespace RunBroker.Protocol.Jose;

public enum JoseReason
{
    NotCompact, TooLarge, BadBase64, BadJson, DuplicateMember, NoAlgorithm, AlgorithmNotAllowed, UnknownCritical, ZipNotAllowed,
    WrongType, NoMatchingKey, WeakKey, BadSignature, Undecryptable,
}

public sealed record JoseRefusal(JoseReason Reason, string? Wanted = null, string? Got = null);

public sealed record JoseHeader(string Alg, string? Enc, string? Kid, string? Typ, string? Cty);

/// <param name="Algorithms">Allow list. Empty refuses everything.</param>
/// <param name="Types">Accepted typ values, compared without case and without "application/"; "" accepts an absent typ. Default (empty): typ not looked at.</param>
public sealed record JwsPolicy(ImmutableArray<string> Algorithms, ImmutableArray<string> Types, int MaxLength = 16 * 1024);

public abstract record JwsResult
{
    private JwsResult() { }
    public sealed record Verified(JoseHeader Header, ReadOnlyMemory<byte> Payload) : JwsResult;
    public sealed record Refused(JoseRefusal Why) : JwsResult;
    public T Match<T>(Func<Verified, T> verified, Func<Refused, T> refused) => throw new NotImplementedException();
}

public static class Jws
{
    public static JwsResult Verify(string compact, JwkSet keys, JwsPolicy policy) => throw new NotImplementedException();
    public static string Sign(SigningKey key, string? typ, ReadOnlySpan<byte> payload) => throw new NotImplementedException();
}

/// <summary>A private signing key, safe for use by many threads at once. Its kid is its RFC 7638 thumbprint.</summary>
public sealed class SigningKey : IDisposable
{
    public static SigningKey Create(string alg) => throw new NotImplementedException();
    public static SigningKey FromPkcs8(string alg, ReadOnlySpan<byte> pkcs8) => throw new NotImplementedException();
    public string Kid => throw new NotImplementedException();
    public string Alg => throw new NotImplementedException();
    public Jwk PublicKey => throw new NotImplementedException();
    public byte[] ExportPkcs8() => throw new NotImplementedException();
    public void Dispose() { }
}

/// <summary>A private decryption key (RSA or EC), published with use "enc".</summary>
public sealed class DecryptionKey : IDisposable
{
    /// <param name="alg">RSA-OAEP, RSA-OAEP-256 or ECDH-ES.</param>
    public static DecryptionKey Create(string alg) => throw new NotImplementedException();
    public static DecryptionKey FromPkcs8(string alg, ReadOnlySpan<byte> pkcs8) => throw new NotImplementedException();
    public string Kid => throw new NotImplementedException();
    public Jwk PublicKey => throw new NotImplementedException();
    public byte[] ExportPkcs8() => throw new NotImplementedException();
    public void Dispose() { }
}

public abstract record JweResult
{
    private JweResult() { }
    public sealed record Decrypted(JoseHeader Header, ReadOnlyMemory<byte> Plaintext) : JweResult;
    public sealed record Refused(JoseRefusal Why) : JweResult;
}

public static class Jwe
{
    /// <summary>True for five parts, whatever is in them.</summary>
    public static bool IsCompact(string token) => throw new NotImplementedException();
    public static JweResult Decrypt(string compact, IReadOnlyList<DecryptionKey> keys, int maxLength = 64 * 1024) => throw new NotImplementedException();
}

/// <summary>A public key of a JWK set (RFC 7517).</summary>
public sealed class Jwk
{
    public string Kty => throw new NotImplementedException();
    public string? Kid => throw new NotImplementedException();
    public string? Alg => throw new NotImplementedException();
    public string? Use => throw new NotImplementedException();
    /// <summary>The issuer member of Entra ID's keys, else null.</summary>
    public string? Issuer => throw new NotImplementedException();
    public string Thumbprint() => throw new NotImplementedException();
    public void WritePublic(Utf8JsonWriter writer) => throw new NotImplementedException();
}

public abstract record JwkSetResult
{
    private JwkSetResult() { }
    public sealed record Read(JwkSet Keys) : JwkSetResult;
    public sealed record Refused(JoseRefusal Why) : JwkSetResult;
}

/// <summary>Keys that can verify; unknown kty or alg, oct keys and keys with use "enc" are left out, weak ones refuse nothing but are left out too.</summary>
public sealed class JwkSet
{
    public static JwkSet Of(params ReadOnlySpan<Jwk> keys) => throw new NotImplementedException();
    public static JwkSetResult Parse(ReadOnlyMemory<byte> json) => throw new NotImplementedException();
    public ImmutableArray<Jwk> Keys => throw new NotImplementedException();
    public bool Knows(string kid) => throw new NotImplementedException();
    /// <summary>The published form: public members, use, alg, kid.</summary>
    public byte[] ToJson() => throw new NotImplementedException();
}

/// <summary>Claims of a verified token: no duplicate names, depth at most 16 (O-065).</summary>
public sealed class JwtClaims
{
    /// <summary>Null when it is not one JSON object, has duplicate names or is too deep.</summary>
    public static JwtClaims? Parse(ReadOnlyMemory<byte> json) => throw new NotImplementedException();
    public JsonElement? this[string name] => throw new NotImplementedException();
    public bool Has(string name) => throw new NotImplementedException();
    /// <summary>The value when it is a string, else null.</summary>
    public string? Text(string name) => throw new NotImplementedException();
    /// <summary>Seconds since 1970 when it is a number in the range of DateTimeOffset; a fraction is cut; anything else is null (O-069).</summary>
    public DateTimeOffset? Time(string name) => throw new NotImplementedException();
    /// <summary>true/false, or the strings "true"/"false" that some providers send; else null.</summary>
    public bool? Flag(string name) => throw new NotImplementedException();
    /// <summary>A string, or the strings of an array; else empty.</summary>
    public ImmutableArray<string> Texts(string name) => throw new NotImplementedException();
    public JsonElement Json => throw new NotImplementedException();
}

/// <summary>Strict base64url (O-064): no padding, no white space, no stray trailing bits.</summary>
public static class Base64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();
    /// <summary>False for anything that is not the one canonical spelling.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes) => throw new NotImplementedException();
}

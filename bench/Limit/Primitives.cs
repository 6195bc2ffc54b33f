using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace RunBroker.Bench;

/// <summary>What everybody's operations are made of, each as cheap as the platform has it.</summary>
internal sealed class Primitives : IDisposable
{
    private readonly RSA rsa = RSA.Create(2048);
    private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] data = RandomNumberGenerator.GetBytes(600);
    private readonly byte[] hash = new byte[32];
    private readonly byte[] signature = new byte[256];
    private readonly byte[] signedByRsa;
    private readonly byte[] signedByEc;
    private readonly IDataProtector protector = new EphemeralDataProtectionProvider().CreateProtector("bench");
    private readonly byte[] cookie;
    private readonly Dictionary<string, byte[]> known;
    private readonly string[] handles;
    private readonly byte[] request;
    private int next;

    public Primitives()
    {
        signedByRsa = rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signedByEc = ec.SignData(data, HashAlgorithmName.SHA256);
        cookie = protector.Protect(data);
        handles = [.. Enumerable.Range(0, 100_000).Select(static _ => Convert.ToHexString(RandomNumberGenerator.GetBytes(32)))];
        known = handles.ToDictionary(static h => h, static h => SHA256.HashData(Encoding.ASCII.GetBytes(h)), StringComparer.Ordinal);
        request = Encoding.UTF8.GetBytes(
            $"""<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_{new string('0', 32)}" Version="2.0" IssueInstant="2026-01-01T00:00:00Z" Destination="http://127.0.0.1:9998/sso" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" AssertionConsumerServiceURL="http://127.0.0.1:5200/federation/saml/con_x/acs"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">http://127.0.0.1:5200/federation/saml/con_x/metadata</saml:Issuer></samlp:AuthnRequest>""");
    }

    /// <summary>By the names that <see cref="Ceilings"/> knows them by.</summary>
    public IReadOnlyList<Work> Works =>
    [
        new("rsa-sign", () => rsa.SignData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        new("rsa-verify", () => Right(rsa.VerifyData(data, signedByRsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
        new("ec-sign", () => ec.SignData(data, signature, HashAlgorithmName.SHA256)),
        new("ec-verify", () => Right(ec.VerifyData(data, signedByEc, HashAlgorithmName.SHA256))),
        new("jwt RS256", () => Jwt(d => rsa.SignData(d, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), 256)),
        new("jwt ES256", () => Jwt(d => ec.SignData(d, signature, HashAlgorithmName.SHA256), 64)),
        new("sha-256", () => SHA256.HashData(data, hash)),
        new("cookie", () => protector.Unprotect(cookie)),
        new("lookup", Lookup),
        new("authn-request", Deflate),
    ];

    public void Dispose()
    {
        rsa.Dispose();
        ec.Dispose();
    }

    /// <summary>Something that is held in memory, by a handle of which only the hash is known.</summary>
    private void Lookup()
    {
        var handle = handles[next = (next + 7919) % handles.Length];
        Span<byte> octets = stackalloc byte[64];
        Encoding.ASCII.GetBytes(handle, octets);
        SHA256.HashData(octets, hash);
        Right(CryptographicOperations.FixedTimeEquals(hash, known[handle]));
    }

    private void Deflate()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(request);
        _ = Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    private delegate int Signs(byte[] octets);

    private void Jwt(Signs sign, int length)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var w = new Utf8JsonWriter(buffer))
        {
            w.WriteStartObject();
            w.WriteString("iss", "http://127.0.0.1:5000");
            w.WriteString("sub", "usr_0123456789012345678901");
            w.WriteString("aud", "http://127.0.0.1:5000");
            w.WriteString("client_id", "bench");
            w.WriteString("scope", "openid profile email offline_access");
            w.WriteString("jti", "gra_0123456789012345678901.0123456789012345678901");
            w.WriteNumber("iat", 1700000000);
            w.WriteNumber("exp", 1700003600);
            w.WriteString("sid", "0123456789012345678901");
            w.WriteEndObject();
        }

        var signed = $"eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImtpZCJ9.{Base64Url.EncodeToString(buffer.WrittenSpan)}";
        sign(Encoding.ASCII.GetBytes(signed));
        _ = $"{signed}.{Base64Url.EncodeToString(signature.AsSpan(0, length))}";
    }

    private static void Right(bool isRight)
    {
        if (!isRight)
            throw new BenchFault("a primitive does not hold");
    }
}

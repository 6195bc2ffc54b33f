using System.Security.Cryptography;
using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>A private decryption key (RSA or EC), published with use "enc". Safe for use by many threads at once.</summary>
/// <remarks>
/// RSA1_5 (Bleichenbacher), PBES2 (a sender chooses our cost), dir and A*KW (shared secrets) cannot be made (O-068).
/// </remarks>
public sealed class DecryptionKey : IDisposable
{
    private readonly PrivateKey<RSA>? _rsa;
    private readonly PrivateKey<ECDiffieHellman>? _ec;
    private readonly EcCurve? _curve;

    private DecryptionKey(string alg, ReadOnlySpan<byte> pkcs8)
    {
        PublicNumbers numbers;
        if (IsRsa(alg))
        {
            _rsa = new(pkcs8, RSA.Create);
            numbers = _rsa.Use((key, _) => PublicNumbers.Of(key), 0);
            if (_rsa.Use((key, _) => key.KeySize, 0) is < ProtocolLimits.RsaBitsMin or > ProtocolLimits.RsaBitsMax)
                throw new CryptographicException("The RSA key does not have 2048 to 8192 bits.");
        }
        else
        {
            _ec = new(pkcs8, ECDiffieHellman.Create);
            numbers = _ec.Use((key, _) => PublicNumbers.Of(key.ExportParameters(false)), 0);
            _curve = numbers.Curve;
        }

        PublicKey = Jwk.Own(numbers, alg, "enc");
    }

    public string Kid => PublicKey.Thumbprint();
    public string Alg => PublicKey.Alg ?? "";
    public Jwk PublicKey { get; }

    /// <summary>A new key: RSA of 2048 bits, or P-256.</summary>
    /// <param name="alg">RSA-OAEP, RSA-OAEP-256 or ECDH-ES; anything else is an ArgumentException.</param>
    public static DecryptionKey Create(string alg)
    {
        using AsymmetricAlgorithm made = IsRsa(alg) ? RSA.Create(ProtocolLimits.RsaBitsMin) : ECDiffieHellman.Create(EcCurve.P256.Named);
        var pkcs8 = made.ExportPkcs8PrivateKey();
        try
        {
            return new(alg, pkcs8);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <exception cref="CryptographicException">Not a private key of that algorithm's family and size.</exception>
    public static DecryptionKey FromPkcs8(string alg, ReadOnlySpan<byte> pkcs8) => new(alg, pkcs8);

    public byte[] ExportPkcs8() => _ec?.Export() ?? _rsa!.Export();

    public void Dispose()
    {
        _ec?.Dispose();
        _rsa?.Dispose();
    }

    /// <summary>
    /// The content encryption key, or a random one when there is none to be had: decrypting then fails at its tag like any
    /// other bad token, so that neither answer nor time tells which step failed (RFC7516-11.5, Manger's attack on OAEP).
    /// </summary>
    internal byte[] ContentKey(JsonElement header, ReadOnlySpan<byte> encryptedKey, ContentEncryption enc) =>
        (_ec is null ? Unwrap(encryptedKey, enc) : Agree(header, encryptedKey, enc)) ?? RandomNumberGenerator.GetBytes(enc.KeyBytes);

    private static bool IsRsa(string alg) => alg switch
    {
        "RSA-OAEP" or "RSA-OAEP-256" => true,
        "ECDH-ES" => false,
        _ => throw new ArgumentException($"{alg} is no algorithm to decrypt with.", nameof(alg)),
    };

    private byte[]? Unwrap(ReadOnlySpan<byte> encryptedKey, ContentEncryption enc)
    {
        var padding = Alg == "RSA-OAEP" ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.OaepSHA256;
        try
        {
            var key = _rsa!.Use((rsa, wrapped) => rsa.Decrypt(wrapped, padding), encryptedKey);
            return key.Length == enc.KeyBytes ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // RFC7518-4.6: no encrypted key, and a one-time point of the sender on our curve. A point off the curve would give away
    // our key bit by bit (invalid curve attack); the platform refuses it on import.
    private byte[]? Agree(JsonElement header, ReadOnlySpan<byte> encryptedKey, ContentEncryption enc)
    {
        if (!encryptedKey.IsEmpty || !header.TryGetProperty("epk", out var epk) || epk.ValueKind != JsonValueKind.Object
            || epk.Text("kty") != "EC" || epk.Text("crv") != _curve!.Name || PublicNumbers.Point(epk, _curve) is not { } point
            || Party(header, "apu") is not { } partyU || Party(header, "apv") is not { } partyV)
            return null;
        try
        {
            using var sender = ECDiffieHellman.Create(new ECParameters { Curve = _curve.Named, Q = point });
            using var theirs = sender.PublicKey;
            var secret = _ec!.Use((ours, their) => ours.DeriveRawSecretAgreement(their), theirs);
            var key = ConcatKdf.Derive(secret, enc.Name, partyU, partyV, enc.KeyBytes);
            CryptographicOperations.ZeroMemory(secret);
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Party(JsonElement header, string name)
    {
        if (!header.Has(name))
            return [];
        return header.Text(name) is { } text && Base64Url.TryDecode(text, out var bytes) ? bytes : null;
    }
}

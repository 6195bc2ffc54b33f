using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>A private signing key, safe for use by many threads at once. Its kid is its RFC 7638 thumbprint.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly JwsAlgorithm _algorithm;
    private readonly PrivateKey<RSA>? _rsa;
    private readonly PrivateKey<ECDsa>? _ec;
    private readonly ConcurrentDictionary<string, byte[]> _headers = new(StringComparer.Ordinal);
    private readonly SignatureCount? _count;

    private SigningKey(JwsAlgorithm algorithm, ReadOnlySpan<byte> pkcs8, SignatureCount? count)
    {
        (_algorithm, _count) = (algorithm, count);
        PublicNumbers numbers;
        if (algorithm.Curve is { } curve)
        {
            _ec = new(pkcs8, ECDsa.Create);
            numbers = _ec.Use((key, _) => PublicNumbers.Of(key.ExportParameters(false)), 0);
            SignatureLength = 2 * curve.Bytes;
            if (numbers.Curve != curve)
                throw new CryptographicException($"The key is not on {curve.Name}.");
        }
        else
        {
            _rsa = new(pkcs8, RSA.Create);
            numbers = _rsa.Use((key, _) => PublicNumbers.Of(key), 0);
            SignatureLength = _rsa.Use((key, _) => (key.KeySize + 7) / 8, 0);
            if (SignatureLength * 8 is < ProtocolLimits.RsaBitsMin or > ProtocolLimits.RsaBitsMax)
                throw new CryptographicException("The RSA key does not have 2048 to 8192 bits.");
        }

        PublicKey = Jwk.Own(numbers, algorithm.Name, "sig");
    }

    public string Kid => PublicKey.Thumbprint();
    public string Alg => _algorithm.Name;

    /// <summary>Published with use "sig", alg and kid.</summary>
    public Jwk PublicKey { get; }

    /// <summary>Bytes.</summary>
    internal int SignatureLength { get; }

    /// <summary>A new key. RSA has 2048 bits: 3072 would triple the cost of every token.</summary>
    /// <param name="alg">RS256…PS512 or ES256…ES512; anything else is an ArgumentException.</param>
    public static SigningKey Create(string alg)
    {
        var algorithm = Known(alg);
        using AsymmetricAlgorithm made = algorithm.Curve is { } curve ? ECDsa.Create(curve.Named) : RSA.Create(ProtocolLimits.RsaBitsMin);
        var pkcs8 = made.ExportPkcs8PrivateKey();
        try
        {
            return new(algorithm, pkcs8, null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <param name="count">Counts what it signs, together with other keys.</param>
    /// <exception cref="CryptographicException">Not a private key of that algorithm's family, curve and size.</exception>
    public static SigningKey FromPkcs8(string alg, ReadOnlySpan<byte> pkcs8, SignatureCount? count = null) => new(Known(alg), pkcs8, count);

    public byte[] ExportPkcs8() => _ec?.Export() ?? _rsa!.Export();

    public void Dispose()
    {
        _ec?.Dispose();
        _rsa?.Dispose();
    }

    /// <summary>The encoded header and its dot, made once for each typ: there are a handful of them.</summary>
    internal byte[] HeaderFor(string? typ) => _headers.GetOrAdd(typ ?? "", static (t, key) => key.WriteHeader(t), this);

    internal void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        var work = new Work(_algorithm, data, signature);
        var written = _ec is not null
            ? _ec.Use((key, w) => key.SignData(w.Data, w.Signature, w.Algorithm.Hash), work)
            : _rsa!.Use((key, w) => key.SignData(w.Data, w.Signature, w.Algorithm.Hash, w.Algorithm.Padding!), work);
        if (written != SignatureLength)
            throw new CryptographicException("The signature has an unexpected length.");
        _count?.Add();
    }

    private static JwsAlgorithm Known(string alg) =>
        JwsAlgorithm.Named(alg) ?? throw new ArgumentException($"{alg} is no algorithm to sign with.", nameof(alg));

    private byte[] WriteHeader(string typ)
    {
        using var json = new MemoryStream();
        // typ is one of our own constants: the + of at+jwt needs no escape, and not every reader undoes one.
        using (var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("alg", Alg);
            if (typ.Length > 0)
                writer.WriteString("typ", typ);
            writer.WriteString("kid", Kid);
            writer.WriteEndObject();
        }

        return [.. Encoding.ASCII.GetBytes(Base64Url.Encode(json.ToArray())), (byte)'.'];
    }

    private readonly ref struct Work(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        public readonly JwsAlgorithm Algorithm = algorithm;
        public readonly ReadOnlySpan<byte> Data = data;
        public readonly Span<byte> Signature = signature;
    }
}

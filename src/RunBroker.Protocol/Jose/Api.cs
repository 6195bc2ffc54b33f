#pragma warning disable // replaced file by file

namespace RunBroker.Protocol.Jose;

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


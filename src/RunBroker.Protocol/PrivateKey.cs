using System.Security.Cryptography;

namespace RunBroker.Protocol;

/// <summary>A private key and its pool of imported objects. Its octets are zeroed at the end.</summary>
internal sealed class PrivateKey<T> : IDisposable where T : AsymmetricAlgorithm
{
    private readonly byte[] _pkcs8;
    private readonly KeyPool<T> _pool;

    /// <exception cref="CryptographicException">Not PKCS#8, or of another family.</exception>
    public PrivateKey(ReadOnlySpan<byte> pkcs8, Func<T> create)
    {
        _pkcs8 = pkcs8.ToArray();
        _pool = new(() => Import(create, _pkcs8));
    }

    public TResult Use<TState, TResult>(Func<T, TState, TResult> work, TState state) where TState : allows ref struct =>
        _pool.Use(work, state);

    public byte[] Export() => _pool.Use((key, _) => key.ExportPkcs8PrivateKey(), 0);

    public void Dispose()
    {
        _pool.Close();
        CryptographicOperations.ZeroMemory(_pkcs8);
    }

    private static T Import(Func<T> create, byte[] pkcs8)
    {
        var key = create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            return read == pkcs8.Length ? key : throw new CryptographicException("Octets follow the private key.");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}

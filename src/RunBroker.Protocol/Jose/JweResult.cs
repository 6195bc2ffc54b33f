namespace RunBroker.Protocol.Jose;

/// <summary>What decrypting a token came to. What is inside is not verified yet: only the sender's signature says who sent it.</summary>
public abstract record JweResult
{
    private JweResult() { }
    public sealed record Decrypted(JoseHeader Header, ReadOnlyMemory<byte> Plaintext) : JweResult;
    public sealed record Refused(JoseRefusal Why) : JweResult;

    public T Match<T>(Func<Decrypted, T> decrypted, Func<Refused, T> refused) =>
        this is Decrypted token ? decrypted(token) : refused((Refused)this);
}

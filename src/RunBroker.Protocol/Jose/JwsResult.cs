using System.Collections.Immutable;

namespace RunBroker.Protocol.Jose;

/// <param name="Algorithms">Allow list. Empty refuses everything.</param>
/// <param name="Types">
/// Accepted typ values, compared without case and without "application/"; "" accepts an absent typ. Default (empty): typ not
/// looked at.
/// </param>
/// <param name="MaxLength">Characters of the whole token.</param>
public sealed record JwsPolicy(ImmutableArray<string> Algorithms, ImmutableArray<string> Types, int MaxLength = JoseLimits.JwsLength);

/// <summary>What verifying a token came to.</summary>
public abstract record JwsResult
{
    private JwsResult() { }
    public sealed record Verified(JoseHeader Header, ReadOnlyMemory<byte> Payload) : JwsResult;
    public sealed record Refused(JoseRefusal Why) : JwsResult;

    public T Match<T>(Func<Verified, T> verified, Func<Refused, T> refused) =>
        this is Verified token ? verified(token) : refused((Refused)this);
}

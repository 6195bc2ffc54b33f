namespace RunBroker.Protocol.Jose;

/// <summary>Why a token, a key or a set was refused. Stored and counted by name: never renamed.</summary>
public enum JoseReason
{
    NotCompact, TooLarge, BadBase64, BadJson, DuplicateMember, NoAlgorithm, AlgorithmNotAllowed, UnknownCritical, ZipNotAllowed,
    WrongType, NoMatchingKey, WeakKey, BadSignature, Undecryptable,
}

/// <summary>For the admin: what would have been accepted, and at most 100 characters of what was sent instead; never a secret.</summary>
public sealed record JoseRefusal(JoseReason Reason, string? Wanted = null, string? Got = null)
{
    // What was sent lands in logs and pages: a kilobyte-long alg is cut.
    internal static JoseRefusal For(JoseReason reason, string? wanted, string? got) =>
        new(reason, wanted, got is { Length: > 100 } ? got[..100] + "…" : got);
}

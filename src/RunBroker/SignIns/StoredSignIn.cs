using RunBroker.Storage.Model;
using RunBroker.TestSignIns;
using RunBroker.Upstream;

namespace RunBroker.SignIns;

/// <summary>A sign-in that waits, with all that its next step looks at, as it is now.</summary>
/// <param name="Connection">That it was sent to, if it was sent to one.</param>
/// <param name="SignedOut">Its browser has signed out since.</param>
internal sealed record StoredSignIn(PendingSignIn Row, SignInCase? Case, Tenant? Tenant, AskedConnection Connection, bool SignedOut);

/// <summary>
/// What an answer of an upstream uses up, in the transaction of what comes of it: of two that use up the same, one counts. A step that fails
/// takes the row as well, so that the next answer finds none.
/// </summary>
/// <param name="Row">Under which the answer was waited for.</param>
internal sealed record UsedUp(PendingSignIn Row)
{
    /// <summary>Null: it was remembered when the answer was put aside, or it has no name of its own.</summary>
    public UsedAnswer? Answer { get; init; }
}

/// <summary>What an answer is remembered by.</summary>
/// <param name="Before">What is told when it came before.</param>
internal sealed record UsedAnswer(string Scope, string Key, DateTimeOffset Until, UpstreamFault Before);

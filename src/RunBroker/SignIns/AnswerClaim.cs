using RunBroker.Storage.Model;

namespace RunBroker.SignIns;

/// <summary>The right to say what becomes of a sign-in, until it is given back.</summary>
/// <param name="row">As it was judged.</param>
/// <param name="giveBack">Null: the row was taken, and is nobody's any more.</param>
internal sealed class AnswerClaim(PendingSignIn row, Action? giveBack) : IDisposable
{
    public PendingSignIn Row => row;

    /// <summary>What is still to be used up with what comes of the answer; null: nothing.</summary>
    public UsedUp? Uses => giveBack is null ? null : new(row);

    public void Dispose() => giveBack?.Invoke();
}

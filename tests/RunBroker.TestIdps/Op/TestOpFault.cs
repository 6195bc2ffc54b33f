namespace RunBroker.TestIdps;

/// <summary>One way to misbehave. See <see cref="TestOpFaults"/> for those with a name; combine several by <see cref="TestOp.Break"/>.</summary>
public abstract record TestOpFault
{
    private TestOpFault() { }

    public sealed record OfAnswer(OpPlace Place, Action<OpAnswer> Edit) : TestOpFault;
    public sealed record OfIdToken(Action<IdTokenDraft> Edit) : TestOpFault;
    public sealed record OfCallback(Action<OpCallback> Edit) : TestOpFault;
    public sealed record OfSignIn(Action<OpSignIn> Edit) : TestOpFault;
}

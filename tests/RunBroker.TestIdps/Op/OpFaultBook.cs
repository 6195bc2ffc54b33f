namespace RunBroker.TestIdps;

/// <summary>The faults in force: lasting ones, and ones used up by the first answer they touch.</summary>
internal sealed class OpFaultBook
{
    private readonly Lock gate = new();
    private readonly List<(TestOpFault Fault, bool Once)> faults = [];

    public void Add(TestOpFault fault, bool once)
    {
        lock (gate) faults.Add((fault, once));
    }

    public void Clear()
    {
        lock (gate) faults.Clear();
    }

    public void Apply(OpPlace place, OpAnswer answer) => Apply<TestOpFault.OfAnswer>(f => f.Place == place, f => f.Edit(answer));
    public void Apply(IdTokenDraft draft) => Apply<TestOpFault.OfIdToken>(_ => true, f => f.Edit(draft));
    public void Apply(OpCallback callback) => Apply<TestOpFault.OfCallback>(_ => true, f => f.Edit(callback));
    public void Apply(OpSignIn signIn) => Apply<TestOpFault.OfSignIn>(_ => true, f => f.Edit(signIn));

    private void Apply<T>(Func<T, bool> touches, Action<T> edit) where T : TestOpFault
    {
        List<T> due;
        lock (gate)
        {
            due = [.. faults.Select(f => f.Fault).OfType<T>().Where(touches)];
            faults.RemoveAll(f => f.Once && f.Fault is T fault && touches(fault));
        }
        due.ForEach(edit);
    }
}

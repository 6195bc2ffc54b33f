namespace RunBroker.Storage;

/// <summary>
/// The one wrapped id: store methods take it first, so that a call without a tenant does not compile (security.md P-010).
/// </summary>
public readonly record struct TenantId(string Value)
{
    public override string ToString() => Value;
}

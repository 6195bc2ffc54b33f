using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.Storage;

namespace RunBroker.Admin;

/// <summary>
/// Who calls the management API and how far that reaches. Made from a token only: no claim, no role rule and no body ever gives a scope.
/// </summary>
/// <param name="Actor">As the audit log names it: <c>token:rbt_…</c>, <c>client:…</c>, <c>user:usr_…</c>.</param>
/// <param name="Tenant">Null for an operator; else the only tenant within reach.</param>
internal sealed record ManagementCaller(string Actor, IReadOnlyCollection<string> Scopes, TenantId? Tenant)
{
    public const string OperatorScope = "operator";
    public const string WriteScope = "tenant:write";
    public const string ReadScope = "tenant:read";

    public static IReadOnlyList<string> AllScopes { get; } = [OperatorScope, WriteScope, ReadScope];

    /// <summary>For the audit log.</summary>
    public string? Ip { get; init; }

    public bool IsOperator => Tenant is null && Scopes.Contains(OperatorScope);

    public bool MayWrite => IsOperator || (Tenant is not null && Scopes.Contains(WriteScope));

    public bool MayRead => MayWrite || (Tenant is not null && Scopes.Contains(ReadScope));

    public bool Reaches(TenantId tenant) => IsOperator || Tenant == tenant;

    /// <summary>What this caller did, for the audit log and the webhooks.</summary>
    public NewEvent Did(string type, TenantId? tenant, string targetType, string targetId, DateTimeOffset at, JsonObject data) =>
        new(type, tenant, Actor, targetType, targetId, data, Ip, at);

    /// <summary>Commands of the operator on the broker's own machine.</summary>
    public static ManagementCaller CommandLine { get; } = new("broker", [OperatorScope], null);
}

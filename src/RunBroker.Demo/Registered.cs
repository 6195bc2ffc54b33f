namespace RunBroker.Demo;

/// <summary>An app as the broker knows it.</summary>
/// <param name="Secret">Null: a public client.</param>
internal sealed record RegisteredApp(string Name, string ClientId, string? Secret, string Tenants);

/// <summary>What was registered at the broker for the demo.</summary>
internal sealed record Registered(RegisteredApp FieldService, RegisteredApp Reports, RegisteredApp FleetMap, RegisteredApp ServiceDesk)
{
    /// <summary>Of this run only.</summary>
    public string OperatorToken { get; init; } = "";
}

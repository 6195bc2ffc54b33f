namespace RunBroker.Cases;

/// <summary>Who has to act first.</summary>
internal enum CauseParty
{
    TenantIt,
    Operator,
    AppDeveloper,
    Person,
    /// <summary>The maker of the provider's software: nobody here or at the tenant can set it right.</summary>
    Provider,
}

/// <summary>Where the way from app to provider and back broke.</summary>
internal enum CauseStop
{
    App,
    Broker,
    Provider,
}

/// <summary>The admin page on which something can be set right here.</summary>
internal enum AdminPlace
{
    None,
    Connection,
    Connections,
    Domains,
    Apps,
    Users,
    Settings,
}

internal static class CauseParties
{
    /// <summary>As the management API says it.</summary>
    public static string Name(this CauseParty who) => who switch
    {
        CauseParty.TenantIt => "tenant_it",
        CauseParty.Operator => "operator",
        CauseParty.AppDeveloper => "app_developer",
        CauseParty.Person => "person",
        CauseParty.Provider => "provider",
        _ => throw new ArgumentOutOfRangeException(nameof(who)),
    };
}

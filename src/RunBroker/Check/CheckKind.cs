namespace RunBroker.Check;

/// <summary>What somebody pasted.</summary>
public enum CheckKind
{
    SamlResponse,
    LogoutRequest,
    LogoutResponse,
    IdToken,
    LogoutToken,
    Callback,
    Har,
}

internal static class CheckKinds
{
    private static readonly (string Name, CheckKind Kind)[] Rows =
    [
        ("saml_response", CheckKind.SamlResponse), ("logout_request", CheckKind.LogoutRequest), ("logout_response", CheckKind.LogoutResponse),
        ("id_token", CheckKind.IdToken), ("logout_token", CheckKind.LogoutToken), ("callback", CheckKind.Callback), ("har", CheckKind.Har),
    ];

    public static IReadOnlyDictionary<string, CheckKind> All { get; } = Rows.ToDictionary(r => r.Name, r => r.Kind, StringComparer.Ordinal);

    public static string Name(this CheckKind kind) => Array.Find(Rows, r => r.Kind == kind).Name;

    public static bool IsSaml(this CheckKind kind) => kind is CheckKind.SamlResponse or CheckKind.LogoutRequest or CheckKind.LogoutResponse;
}

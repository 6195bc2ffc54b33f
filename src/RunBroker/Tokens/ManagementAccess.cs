using RunBroker.Admin;

namespace RunBroker.Tokens;

/// <summary>Access tokens of ours as keys to the management API: those that an app got for itself with a management scope (RFC6749-4.4).</summary>
internal static class ManagementAccess
{
    public static ManagementTokens.JwtReader Reader(AccessTokens tokens) => async (token, stop) =>
    {
        // A person's token never opens it: no claim and no role rule makes an admin (contract section 1).
        if (await tokens.Check(token, stop) is not { Subject: null } access)
            return null;
        var scopes = access.Scopes.Where(TokenEndpoint.ManagementScopes.Contains).ToArray();
        return scopes.Length == 0 ? null : new ManagementCaller($"client:{access.ClientId}", [.. scopes], access.Tenant);
    };
}

using System.Text.Json.Nodes;

namespace RunBroker.Demo.Apps;

/// <summary>Somebody signed in to an app in one browser.</summary>
/// <param name="UserInfo">The last answer of the broker's userinfo endpoint.</param>
public sealed record AppSession(string Id, DateTimeOffset Since, AppTokens Tokens, JsonObject UserInfo)
{
    public string Person => (string?)UserInfo["name"] ?? (string?)UserInfo["email"] ?? (string?)UserInfo["sub"] ?? "somebody";

    public string Tenant => (string?)UserInfo["tenant"] ?? "";
}

using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>A person of a test identity provider. <c>sub</c> is the login unless the claims say otherwise.</summary>
public sealed record TestUser(string Login, string Password)
{
    public JsonObject Claims { get; init; } = [];

    public string Subject => (string?)Claims["sub"] ?? Login;
    public string ShownName => (string?)Claims["name"] ?? Login;

    /// <summary>A person with the usual claims: e-mail (verified), names and groups.</summary>
    public static TestUser Person(string login, string givenName, string familyName, string email, params IEnumerable<string> groups) =>
        new(login, login + "-password")
        {
            Claims = new()
            {
                ["email"] = email,
                ["email_verified"] = true,
                ["given_name"] = givenName,
                ["family_name"] = familyName,
                ["name"] = givenName + " " + familyName,
                ["groups"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]),
            },
        };
}

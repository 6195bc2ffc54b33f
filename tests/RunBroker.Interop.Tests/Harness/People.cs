using System.Text.Json.Serialization;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>Somebody with an account at the upstream provider; the names of the members are the provider's claims.</summary>
public sealed record Person(
    [property: JsonPropertyName("login")] string Login,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("email_verified")] bool EmailVerified,
    [property: JsonPropertyName("given_name")] string GivenName,
    [property: JsonPropertyName("family_name")] string FamilyName,
    [property: JsonPropertyName("name")] string Name);

internal static class People
{
    public static Person Alice { get; } = new("alice", "alicepass", "alice@example.org", true, "Alice", "Liddell", "Alice Liddell");

    /// <summary>Unverified address, markup and an apostrophe in the name.</summary>
    public static Person Bob { get; } = new("bob", "bobpass", "bob@example.org", false, "Bob", "O'Neil <b>&amp;", "Bob O'Neil");

    /// <summary>As many as wanted, all different.</summary>
    public static Person[] Crowd(int count) =>
        [.. Enumerable.Range(1, count).Select(n => new Person($"person{n}", $"password{n}", $"person{n}@example.org", true, "Person", $"No{n}", $"Person No{n}"))];
}

using System.Text.Json.Serialization;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>Somebody with an account at the upstream provider; the names of the members are the provider's claims.</summary>
public sealed record Person(
    [property: JsonPropertyName("login")] string Login,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("email")] string? Email,
    [property: JsonPropertyName("email_verified")] bool EmailVerified,
    [property: JsonPropertyName("given_name")] string GivenName,
    [property: JsonPropertyName("family_name")] string FamilyName,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("groups")] params string[] Groups);

internal static class People
{
    public static Person Alice { get; } = new("alice", "alicepass", "alice@example.org", true, "Alice", "Liddell", "Alice Liddell", "staff", "admins");

    /// <summary>Unverified address, markup and an apostrophe in the name.</summary>
    public static Person Bob { get; } = new("bob", "bobpass", "bob@example.org", false, "Bob", "O'Neil <b>&amp;", "Bob O'Neil", "staff");

    /// <summary>Nothing of hers fits into ASCII, and some of it into no single-byte character set.</summary>
    public static Person Zoe { get; } = new("zoe", "zoepass", "zoé@exämple.org", true, "Zoé", "Ünïcode", "Zoé Ünïcode 測試");

    /// <summary>No address at all.</summary>
    public static Person NoEmail { get; } = new("noemail", "noemailpass", null, false, "No", "Email", "No Email", "staff");

    /// <summary>As many as wanted, all different.</summary>
    public static Person[] Crowd(int count) =>
        [.. Enumerable.Range(1, count).Select(n => new Person($"person{n}", $"password{n}", $"person{n}@example.org", true, "Person", $"No{n}", $"Person No{n}"))];
}

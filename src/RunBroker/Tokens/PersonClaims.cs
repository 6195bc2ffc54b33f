using System.Collections.Immutable;
using System.Text.Json;
using RunBroker.Claims;
using RunBroker.Protocol.Oidc;

namespace RunBroker.Tokens;

/// <summary>Claims about a person by scope (OIDCC-5.4, contract section 4) and by name (OIDCC-5.5).</summary>
internal static class PersonClaims
{
    /// <summary>Which scope a claim belongs to. Asked by name, a claim is given only if the app may ask for its scope.</summary>
    private static readonly ImmutableArray<(string Scope, string Claim, Action<Utf8JsonWriter, TokenSubject> Write)> All =
    [
        ("email", "email", (w, s) => w.WriteString("email", s.User.Email)),
        ("email", "email_verified", (w, s) => w.WriteBoolean("email_verified", s.EmailVerified)),
        ("profile", "name", (w, s) => w.WriteString("name", Name(s))),
        ("profile", "given_name", (w, s) => w.WriteString("given_name", s.User.FirstName)),
        ("profile", "family_name", (w, s) => WriteFamilyName(w, s)),
        ("profile", "updated_at", (w, s) => w.WriteNumber("updated_at", s.User.UpdatedAt.ToUnixTimeSeconds())),
        ("roles", "roles", WriteRoles),
        ("tags", "tags", WriteTags),
    ];

    public static ImmutableArray<string> Names { get; } = [.. All.Select(c => c.Claim)];

    /// <param name="scopes">Granted ones.</param>
    /// <param name="mayAsk">Scopes that the app may ask for at all.</param>
    public static void Write(Utf8JsonWriter writer, TokenSubject subject, ImmutableArray<string> scopes, ImmutableArray<RequestedClaim> asked, ImmutableArray<string> mayAsk)
    {
        foreach (var (scope, claim, write) in All)
        {
            if (scopes.Contains(scope) || (mayAsk.Contains(scope) && asked.Any(a => a.Name == claim)))
                write(writer, subject);
        }
    }

    private static string Name(TokenSubject s) => s.User.LastName is { } last ? $"{s.User.FirstName} {last}" : s.User.FirstName;

    private static void WriteFamilyName(Utf8JsonWriter w, TokenSubject s)
    {
        if (s.User.LastName is { } last)
            w.WriteString("family_name", last);
    }

    private static void WriteRoles(Utf8JsonWriter w, TokenSubject s)
    {
        w.WriteStartArray("roles");
        foreach (var role in s.User.Roles)
            w.WriteStringValue(role);
        w.WriteEndArray();
    }

    private static void WriteTags(Utf8JsonWriter w, TokenSubject s)
    {
        w.WriteStartObject("tags");
        foreach (var tag in StoredTags.Read(s.User.Tags))
            w.WriteString(tag.Key, tag.Value);
        w.WriteEndObject();
    }
}

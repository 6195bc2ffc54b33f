using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.TestSignIns;

/// <param name="Origin">claim, manual or system: a stored one of the last two stays.</param>
internal sealed record TestedTag(string Key, string Value, string Origin);

/// <param name="Allowed">What the tenant's access rules and the app's say of this person.</param>
internal sealed record TestedApp(string ClientId, string Name, bool Allowed);

/// <summary>
/// Who would have been signed in. The claims, what was mapped from them and the checks stand in the case of the sign-in: this is what they do
/// not say. About a person, so it is sealed.
/// </summary>
/// <param name="UserId">Null: a new user would be created.</param>
/// <param name="TakesOver">The user is known from a connection that was disconnected.</param>
internal sealed record TestOutcome(
    string Issuer, string Subject, string? UserId, bool TakesOver, string Email, string FirstName, string? LastName, string Role, string[] Roles,
    TestedTag[] Tags, TestedApp[] Apps)
{
    public byte[] Seal(SecretBox box, TenantId tenant, string test) =>
        box.Seal(JsonSerializer.SerializeToUtf8Bytes(this, TestJson.Default.TestOutcome), Place(tenant, test));

    /// <summary>Null: there is none, or the master key that sealed it is gone.</summary>
    public static TestOutcome? Open(SecretBox box, ConnectionTestRow row) =>
        row.Report is { } sealedReport && box.Open(sealedReport, Place(row.TenantId, row.Id)) is { } json
            ? JsonSerializer.Deserialize(json, TestJson.Default.TestOutcome) : null;

    /// <summary>Personal data: not for logs.</summary>
    public override string ToString() => nameof(TestOutcome);

    private static SecretPlace Place(TenantId tenant, string test) => new(tenant.Value, "connection_test", test, "report");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TestOutcome))]
internal sealed partial class TestJson : JsonSerializerContext;

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Protocol.Saml;

namespace RunBroker.Upstream.Saml;

/// <summary>What was asked of a SAML provider: its answer is judged by this, and by nothing that the answer says of itself.</summary>
/// <param name="IdpEntityId">Whom it was asked of: the connection may be edited before the answer comes.</param>
/// <param name="AcsUrl">Where the answer has to come in, at the host that the browser was at (TG-31).</param>
/// <param name="MaxAge">Seconds.</param>
internal sealed record PendingSaml(
    string RequestId, string IdpEntityId, string AcsUrl, DateTimeOffset RequestedAt, bool ForceAuthn, int? MaxAge, string[] AuthnContexts)
{
    /// <summary>The browser held no session when it was sent away.</summary>
    public bool Alone { get; init; }

    public string Write() => JsonSerializer.Serialize(this, PendingSamlJson.Default.PendingSaml);

    /// <summary>Null when nothing was asked yet, when the answer is there already, or when it was asked by another protocol.</summary>
    public static PendingSaml? Read(string? json) =>
        json is not null && JsonSerializer.Deserialize(json, PendingSamlJson.Default.PendingSaml) is { RequestId: not null } asked
            ? asked : null;

    public SamlExpectation Expectation() => SamlExpectation.AnswerTo(RequestId, RequestedAt, AcsUrl) with
    {
        ForceAuthn = ForceAuthn,
        MaxAge = MaxAge,
        AuthnContexts = [.. AuthnContexts],
    };
}

/// <summary>A checked answer that waits for the browser's next request (<see cref="HandOver"/>); sealed: it is about a person.</summary>
internal sealed record ParkedAnswer(string Sealed)
{
    public string Write() => JsonSerializer.Serialize(this, PendingSamlJson.Default.ParkedAnswer);

    public static ParkedAnswer? Read(string? json) =>
        json is not null && JsonSerializer.Deserialize(json, PendingSamlJson.Default.ParkedAnswer) is { Sealed: not null } parked
            ? parked : null;
}

/// <summary>What a sign-in takes from a checked assertion.</summary>
internal sealed record SamlPerson
{
    public required string Issuer { get; init; }
    public required string SpEntityId { get; init; }
    public DateTimeOffset AskedAt { get; init; }
    public required string Subject { get; init; }
    public SamlNameId? NameId { get; init; }
    public string? SessionIndex { get; init; }
    public required DateTimeOffset AuthnInstant { get; init; }
    public DateTimeOffset? SessionNotOnOrAfter { get; init; }
    public string? AuthnContext { get; init; }
    public ImmutableArray<SamlAttribute> Attributes { get; init; } = [];

    public static SamlPerson Of(SamlLogin login, string spEntityId, DateTimeOffset askedAt) => new()
    {
        Issuer = login.Issuer,
        SpEntityId = spEntityId,
        AskedAt = askedAt,
        Subject = login.Subject,
        NameId = login.NameId,
        SessionIndex = login.SessionIndex,
        AuthnInstant = login.AuthnInstant,
        SessionNotOnOrAfter = login.SessionNotOnOrAfter,
        AuthnContext = login.AuthnContext,
        Attributes = login.Attributes,
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PendingSamlJson.Default.SamlPerson);

    public static SamlPerson? Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, PendingSamlJson.Default.SamlPerson);

    /// <summary>Personal data: not for logs.</summary>
    public override string ToString() => nameof(SamlPerson);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PendingSaml))]
[JsonSerializable(typeof(ParkedAnswer))]
[JsonSerializable(typeof(SamlPerson))]
internal sealed partial class PendingSamlJson : JsonSerializerContext;

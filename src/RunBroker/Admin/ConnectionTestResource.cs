using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RunBroker.Admin;

/// <param name="Targets">The fields, tags and roles that read it; empty: nothing does.</param>
/// <param name="Use">What the broker itself reads it for: known_by (the person is known again by it) or checked; null: nothing.</param>
internal sealed record TestedClaimResource(string Name, ImmutableArray<string> Values, ImmutableArray<string> Targets, string? Use);

/// <param name="Target">email, first_name, last_name, tag:KEY or role:NAME.</param>
/// <param name="Got">What became of it, as in a sign-in's steps.</param>
/// <param name="Dropped">It came, and is not used; <paramref name="Says"/> tells why.</param>
internal sealed record TestedMappingResource(string Target, string? Claim, string Got, string? Says, string? Value, bool Dropped);

internal sealed record TestedTagResource(string Key, string Value, string Origin);

/// <summary>Who would have been signed in.</summary>
/// <param name="Id">Of the user who is known already; null: one would be created.</param>
/// <param name="Identity">By which the provider's person is known again.</param>
/// <param name="TakenOver">The user is known from a connection that was disconnected.</param>
internal sealed record TestedUserResource(
    string? Id, TestedIdentityResource Identity, bool TakenOver, string Email, string FirstName, string? LastName, string Role,
    ImmutableArray<string> Roles, ImmutableArray<TestedTagResource> Tags);

internal sealed record TestedIdentityResource(string Issuer, string Subject);

/// <param name="Allowed">What the access rules say of this person.</param>
internal sealed record TestedAppResource(string ClientId, string ClientName, bool Allowed);

/// <param name="ClaimsCut">Values are too long to be kept whole: each that was cut ends in how much is missing.</param>
/// <param name="Checks">Those that were made, in order; of a failed test the last one did not hold.</param>
internal sealed record TestReportResource(
    ImmutableArray<TestedClaimResource> Claims, bool ClaimsCut, ImmutableArray<TestedMappingResource> Mapping, TestedUserResource? User,
    ImmutableArray<SignInStep> Checks, ImmutableArray<TestedAppResource> Apps);

/// <summary>A test sign-in: the real flow, of which nothing stays but this.</summary>
internal sealed record ConnectionTestResource
{
    public required string Id { get; init; }
    /// <summary>Answered once. To be opened in any browser, by whoever shall try it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }
    /// <summary>waiting, under_way, succeeded, failed or expired.</summary>
    public required string State { get; init; }
    public required string ConnectionId { get; init; }
    /// <summary>The number of the draft that was tested; null: what is live.</summary>
    public long? Draft { get; init; }
    /// <summary>What is live is what was tested; once it is edited the result says nothing of it.</summary>
    public bool Current { get; init; }
    /// <summary>Its sign-in; null while nobody has opened it.</summary>
    public string? SignInId { get; init; }
    public string? CaseId { get; init; }
    public SignInError? Error { get; init; }
    /// <summary>Personal data is masked, but in the answer to a reveal. Null until it is over, and in lists.</summary>
    public TestReportResource? Report { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime ExpiresAt { get; init; }
    public DateTime? FinishedAt { get; init; }
    [JsonIgnore]
    public string? ReturnTo { get; init; }
}

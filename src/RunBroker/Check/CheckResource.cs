using System.Collections.Immutable;

namespace RunBroker.Check;

/// <summary>Why a message would be refused, or cannot be read; in the language of the request.</summary>
/// <param name="Code">As a case file would have it; of what cannot be read, <c>check.…</c>.</param>
/// <param name="Where">In the provider's console; null where nothing is to be looked for there.</param>
public sealed record CheckError(string Code, string Title, string Explanation, string Fix, string Who, string? Where);

/// <param name="Result">held, failed or not_checked.</param>
/// <param name="Why">Of what was not checked.</param>
public sealed record CheckRow(string Name, string Result, string? Spec, string? Wanted, string? Got, string? Why = null);

/// <param name="Decoded">With the personal data that was pasted; secrets and signatures are cut.</param>
public sealed record CheckMessage(string Kind, ImmutableArray<string> Redacted, string Decoded);

public sealed record CheckTag(string Key, string Value, string Origin);

/// <param name="Step">What became of it, as in a case file.</param>
public sealed record CheckDropped(string Target, string? Claim, string Step, string Says);

/// <summary>The user that the sign-in would leave.</summary>
public sealed record CheckUser
{
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required string Email { get; init; }
    public required string FirstName { get; init; }
    public string? LastName { get; init; }
    public required string Role { get; init; }
    public ImmutableArray<string> Roles { get; init; } = [];
    public ImmutableArray<CheckTag> Tags { get; init; } = [];
    public ImmutableArray<CheckDropped> Dropped { get; init; } = [];
    /// <summary>Null: it would be a new one.</summary>
    public string? ExistingUserId { get; init; }
}

/// <summary>The verdict about what was pasted.</summary>
public sealed record CheckResource
{
    public const string Held = "held";
    public const string Refused = "refused";
    public const string Unreadable = "unreadable";

    /// <summary>saml_response, logout_request, logout_response, id_token, logout_token, callback or har; null: it was not recognised.</summary>
    public string? Kind { get; init; }
    /// <summary>held, refused or unreadable.</summary>
    public required string Verdict { get; init; }
    public required string ConnectionId { get; init; }
    /// <summary>The clock that it was judged by.</summary>
    public required DateTime At { get; init; }
    public CheckError? Error { get; init; }
    public ImmutableArray<CheckRow> Checks { get; init; } = [];
    public ImmutableArray<CheckMessage> Messages { get; init; } = [];
    public CheckUser? User { get; init; }
    /// <summary>Of a sign-out that held: sessions that it would end now.</summary>
    public int? Sessions { get; init; }
    /// <summary>What else is to be known: how it was read, what was not looked at.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
    /// <summary>Of a recording: each of its messages, in order.</summary>
    public ImmutableArray<CheckResource> Results { get; init; } = [];
}

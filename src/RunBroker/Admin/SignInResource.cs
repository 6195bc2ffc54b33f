using System.Collections.Immutable;

namespace RunBroker.Admin;

/// <summary>Why a sign-in failed, in the language of the request.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Who">tenant_it, operator, app_developer, person or provider: who has to act first.</param>
/// <param name="Where">In the provider's console; null where nothing is to be looked for there.</param>
internal sealed record SignInError(string Code, string Title, string Explanation, string Fix, string Who, string? Where);

/// <param name="Target">Of a mapping: the field, tag or role; wanted is then the claim, and got what became of it.</param>
/// <param name="Value">Of a mapping: what the claim held, masked but in the answer to a reveal.</param>
internal sealed record SignInStep(
    DateTime At, string Name, string Outcome, string? Detail, string? Spec, string? Wanted, string? Got, string? Target = null, string? Value = null);

/// <param name="Direction">sent or received, by us.</param>
/// <param name="Redacted">The names of what was cut: it is nowhere any more.</param>
/// <param name="Decoded">Personal data is masked, but in the answer to a reveal.</param>
internal sealed record SignInMessage(DateTime At, string Direction, string Kind, ImmutableArray<string> Redacted, string Decoded);

/// <summary>The case file of one sign-in attempt.</summary>
internal sealed record SignInResource
{
    public required string Id { get; init; }
    /// <summary>The number on the person's page.</summary>
    public required string CaseId { get; init; }
    /// <summary>pending, succeeded or failed.</summary>
    public required string State { get; init; }
    public string? ConnectionId { get; init; }
    public string? ClientId { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    /// <summary>Of the session's receipt, once it has ended.</summary>
    public string? LogoutId { get; init; }
    public SignInError? Error { get; init; }
    /// <summary>A test sign-in: nobody was signed in or kept out by it.</summary>
    public bool Test { get; init; }
    public ImmutableArray<SignInStep> Steps { get; init; } = [];
    /// <summary>Empty in lists.</summary>
    public ImmutableArray<SignInMessage> Messages { get; init; } = [];
    /// <summary>Names of claims that came and that no mapping and no role rule reads. Empty in lists.</summary>
    public ImmutableArray<string> UnusedClaims { get; init; } = [];
    public DateTime CreatedAt { get; init; }
    public DateTime? FinishedAt { get; init; }
    public DateTime KeptUntil { get; init; }
}

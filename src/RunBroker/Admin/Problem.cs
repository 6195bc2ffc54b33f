using System.Collections.Immutable;
using RunBroker.Http.Json;

namespace RunBroker.Admin;

/// <summary>A fault of a connection: which field, what was wanted, what came, and what the admin can do.</summary>
internal sealed record ConnectionProblem(string Field, string Code, string? Wanted, string? Got, string Fix)
{
    /// <summary>With it the connection cannot be enabled; else it works, but less well or less safely.</summary>
    public bool Blocks { get; init; }
}

/// <summary>
/// Why an operation was refused (RFC9457). The code is stable and becomes <c>type</c>; two refusals that must not be told apart
/// (unknown, another tenant's) are the same value.
/// </summary>
internal sealed record Problem(int Status, string Code, string Title, string? Detail = null)
{
    public const string TypePrefix = "urn:runbroker:problem:";

    public ImmutableArray<FieldError> Errors { get; init; } = [];
    public ImmutableArray<ConnectionProblem> Problems { get; init; } = [];

    public static Problem NoToken { get; } = new(401, "unauthenticated", "A bearer token is needed");
    public static Problem BadToken { get; } = new(401, "invalid_token", "The bearer token is unknown, expired or revoked");
    public static Problem Scope { get; } = new(403, "insufficient_scope", "The token's scope does not reach this");
    public static Problem NotFound { get; } = new(404, "not_found", "There is no such resource");
    public static Problem Stale { get; } = new(412, "precondition_failed", "The resource has changed since it was read");
    public static Problem MediaType { get; } = new(415, "unsupported_media_type", "The body must be application/json");

    public static Problem TooMany { get; } = new(429, "too_many_requests", "Too many at once", "Wait a minute and try again.");

    /// <summary>TG-15, P-017: decided where the connection is enabled, not where a page hides a button.</summary>
    public static Problem Plan { get; } = new(403, "plan", "The tenant's plan has no single sign-on",
        "Single sign-on is part of the plan \"scale\".");

    public static Problem OperatorOnly(string field) =>
        new(403, "operator_only", "Only an operator may do this", $"Only an operator may set {field}.");

    public static Problem Duplicate(string detail) => new(409, "duplicate", "It exists already", detail);

    public static Problem Conflict(string code, string detail) => new(409, code, "The state of the resource does not allow this", detail);

    public static Problem Invalid(FieldErrors errors) => new(422, "invalid", "The input is not valid") { Errors = errors.All };

    public static Problem Invalid(string field, string says)
    {
        var errors = new FieldErrors();
        errors.Add(field, says);
        return Invalid(errors);
    }

    /// <summary>A change that would end all sign-ins of a connection in use.</summary>
    public static Problem WouldBreak(ImmutableArray<ConnectionProblem> problems) =>
        new(422, "connection_in_use", "Nobody could sign in any more: nothing was changed",
            "The connection is enabled. Mend what each problem names, or disable the connection first; a disabled one may be saved unfinished.")
        {
            Errors = [.. problems.Select(p => new FieldError(p.Field, p.Fix))],
            Problems = [.. problems.Select(p => p with { Blocks = true })],
        };

    public static Problem Unready(ImmutableArray<ConnectionProblem> problems) =>
        new(422, "connection_not_ready", "The connection cannot be enabled yet",
            "Each problem names the field, what was wanted and what came.")
        {
            Errors = [.. problems.Select(p => new FieldError(p.Field, p.Fix))],
            Problems = [.. problems.Select(p => p with { Blocks = true })],
        };
}

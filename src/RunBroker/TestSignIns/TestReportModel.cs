using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Cases;
using RunBroker.Pages;

namespace RunBroker.TestSignIns;

/// <param name="Becomes">What reads it: fields, tags, roles.</param>
/// <param name="Use">known_by or checked, by the broker itself; null: nothing.</param>
public sealed record TestedClaim(string Name, ImmutableArray<string> Values, ImmutableArray<string> Becomes, string? Use);

/// <param name="Step">What became of it, as the case file names it.</param>
public sealed record TestedMapping(string Target, string? Claim, string Step, string? Says);

public sealed record TestedPerson(
    string? UserId, bool TakenOver, string Issuer, string Subject, string Email, string Name, ImmutableArray<string> Roles, ImmutableArray<string> Tags);

/// <param name="Noted">It was not made; <paramref name="Says"/> tells why.</param>
public sealed record TestedCheckRow(string Name, bool Held, string? Wanted, string? Got, string? Says, bool Noted);

/// <summary>Why the test failed, in the words of its case.</summary>
public sealed record TestVerdict(string Title, string Explanation, string Fix, string Who, string? Where);

/// <summary>What a test sign-in brought, for the page of the tester and for the admin's.</summary>
public sealed record TestReportModel
{
    /// <summary>With what says how much was cut it fits into <see cref="Inert.Text"/>.</summary>
    private const int LongestValue = 580;

    public required string Id { get; init; }
    public required string State { get; init; }
    public required bool OfDraft { get; init; }
    public string? CaseId { get; init; }
    public TestVerdict? Verdict { get; init; }
    public TestedPerson? Person { get; init; }
    public ImmutableArray<TestedClaim> Claims { get; init; } = [];
    public bool ClaimsCut { get; init; }
    public ImmutableArray<TestedMapping> Dropped { get; init; } = [];
    public ImmutableArray<TestedMapping> Missing { get; init; } = [];
    public ImmutableArray<TestedCheckRow> Checks { get; init; } = [];
    public ImmutableArray<string> Refusing { get; init; } = [];

    internal static TestReportModel Of(ConnectionTestResource test) => new()
    {
        Id = test.Id,
        State = test.State,
        OfDraft = test.Draft is not null,
        CaseId = test.CaseId,
        Verdict = test.Error is { } e ? new(e.Title, e.Explanation, e.Fix, e.Who, e.Where) : null,
        Person = test.Report?.User is { } u ? PersonOf(u) : null,
        Claims = [.. (test.Report?.Claims ?? []).Select(c => new TestedClaim(Inert.Name(c.Name), [.. c.Values.Select(Value)], [.. c.Targets.Select(Inert.Name)], c.Use))],
        ClaimsCut = test.Report is { } r && (r.ClaimsCut || r.Claims.Any(c => c.Values.Any(v => v.Length > LongestValue))),
        Dropped = [.. (test.Report?.Mapping ?? []).Where(m => m.Dropped).Select(Row)],
        Missing = [.. (test.Report?.Mapping ?? []).Where(m => m.Got == nameof(RunBroker.Claims.MappingStep.Absent)).Select(Row)],
        Checks = [.. (test.Report?.Checks ?? []).Select(c => new TestedCheckRow(c.Name, c.Outcome != "failed", Line(c.Wanted), Line(c.Got),
            c.Outcome == "failed" && c.Detail is { } code && code == test.Error?.Code ? test.Error.Title : Line(c.Detail), c.Outcome == "noted"))],
        Refusing = [.. (test.Report?.Apps ?? []).Where(a => !a.Allowed).Select(a => Inert.Name(a.ClientName))],
    };

    private static TestedPerson PersonOf(TestedUserResource u) => new(
        u.Id, u.TakenOver, Inert.Text(u.Identity.Issuer), Inert.Text(u.Identity.Subject), Inert.Name(u.Email),
        Inert.Name($"{u.FirstName} {u.LastName}".Trim()), [.. u.Roles.Select(Inert.Name)],
        [.. u.Tags.Select(t => Inert.Name($"{t.Key}: {t.Value}"))]);

    private static TestedMapping Row(TestedMappingResource m) => new(Inert.Name(m.Target), Line(m.Claim), m.Got, Line(m.Says));

    private static string Value(string value) =>
        value.Length <= LongestValue ? Inert.Text(value) : Inert.Text(CaseRecord.CutValue(value, LongestValue));

    private static string? Line(string? text) => text is null ? null : Inert.Text(text);
}

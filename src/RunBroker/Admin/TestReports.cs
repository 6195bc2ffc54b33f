using System.Collections.Immutable;
using RunBroker.Cases;
using RunBroker.Claims;
using RunBroker.Pages.Words;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.TestSignIns;

namespace RunBroker.Admin;

/// <summary>Puts a test's result together: of its case, which every sign-in has, and of who would have been signed in.</summary>
internal sealed class TestReports(SignInAdmin signIns, SecretBox box, TimeProvider time)
{
    private const string Expired = "expired";

    /// <summary>Steps of the mapping in which something came and is not used.</summary>
    private static readonly ImmutableArray<string> Drops =
    [
        nameof(MappingStep.Blank), nameof(MappingStep.ControlCharacters), nameof(MappingStep.TooLong), nameof(MappingStep.KeyIsOurs),
        nameof(MappingStep.ManualTagKept), nameof(MappingStep.TagMappedTwice), nameof(MappingStep.OverTagLimit), nameof(MappingStep.RuleUnusable),
        nameof(MappingStep.ValuesElsewhere),
    ];

    public static ConnectionTestResource Brief(ConnectionTestRow test, Connection row, DateTimeOffset now) => new()
    {
        Id = test.Id,
        State = IsOver(test) || now < test.ExpiresAt ? test.State : Expired,
        ConnectionId = test.ConnectionId,
        Draft = test.Draft,
        Current = test.Settings?.AsSpan().SequenceEqual(TestedSettings.Of(row)) == true,
        SignInId = test.SignInId,
        CreatedAt = test.CreatedAt.UtcDateTime,
        ExpiresAt = test.ExpiresAt.UtcDateTime,
        FinishedAt = test.FinishedAt?.UtcDateTime,
        ReturnTo = test.ReturnTo,
    };

    /// <param name="shown">Masked or as it came.</param>
    public async Task<ConnectionTestResource> Whole(Tx tx, ConnectionTestRow test, Connection row, Language language, Func<string, string> shown)
    {
        var brief = Brief(test, row, time.GetUtcNow());
        if (test.SignInId is not { } id || await SignInStore.FindCase(tx, test.TenantId, id) is not { } file)
            return brief;
        var signIn = await signIns.Whole(tx, test.TenantId, file, language, shown);
        return brief with
        {
            CaseId = file.CaseId,
            Error = signIn.Error,
            Report = IsOver(test) ? Report(signIn, CaseFile.Opened(file, box)?.Claims ?? UpstreamClaims.Empty, TestOutcome.Open(box, test), shown) : null,
        };
    }

    private static bool IsOver(ConnectionTestRow test) => test.State is ConnectionTestRow.Succeeded or ConnectionTestRow.Failed;

    private static TestReportResource Report(SignInResource signIn, UpstreamClaims claims, TestOutcome? outcome, Func<string, string> shown)
    {
        var mapping = signIn.Steps.Where(s => s.Target is not null).ToArray();
        return new(
            [.. claims.All.Select(c => new TestedClaimResource(c.Key, [.. c.Value.Values.Select(Person)],
                [.. mapping.Where(m => m.Wanted == c.Key).Select(m => m.Target!).Distinct(StringComparer.Ordinal)]))],
            [.. mapping.Select(m => new TestedMappingResource(m.Target!, m.Wanted, m.Got ?? "", m.Detail, m.Value, Drops.Contains(m.Got ?? "")))],
            outcome is null ? null : new(outcome.UserId, new(outcome.Issuer, Person(outcome.Subject)), outcome.TakesOver, Person(outcome.Email),
                Person(outcome.FirstName), outcome.LastName is { } last ? Person(last) : null, outcome.Role, [.. outcome.Roles],
                [.. outcome.Tags.Select(t => new TestedTagResource(t.Key, Person(t.Value), t.Origin))]),
            [.. signIn.Steps.Where(s => s.Target is null && (s.Name.StartsWith("check.", StringComparison.Ordinal) || s.Outcome == "failed"))],
            [.. (outcome?.Apps ?? []).Select(a => new TestedAppResource(a.ClientId, a.Name, a.Allowed))]);

        string Person(string value) => shown(Personal.Mark(value));
    }
}

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

    private static readonly ImmutableArray<string> Checked =
        ["iss", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "auth_time", "acr", "session_expiry"];

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
            Report = IsOver(test) ? Report(row.Protocol, signIn, CaseFile.Opened(file, box), TestOutcome.Open(box, test), shown) : null,
        };
    }

    /// <summary>Of an ID token; what SAML has for these are no attributes. Of Entra the person is not known by sub.</summary>
    private static string? UseOf(string name, ClaimValue value, TestOutcome? outcome) =>
        name is "sub" or "oid" && (outcome is null ? name == "sub" : value.Values is [var one] && one == outcome.Subject) ? "known_by"
        : Checked.Contains(name) ? "checked" : null;

    private static bool IsOver(ConnectionTestRow test) => test.State is ConnectionTestRow.Succeeded or ConnectionTestRow.Failed;

    private static TestReportResource Report(
        string protocol, SignInResource signIn, CaseRecord? record, TestOutcome? outcome, Func<string, string> shown)
    {
        var mapping = signIn.Steps.Where(s => s.Target is not null).ToArray();
        return new(
            [.. (record?.Claims ?? UpstreamClaims.Empty).All.Select(c => new TestedClaimResource(
                c.Key, [.. c.Value.Values.Select(v => protocol == CauseCatalogue.Oidc && DecodedJson.IsPlain(c.Key) ? v : Person(v))],
                [.. mapping.Where(m => m.Wanted == c.Key).Select(m => m.Target!).Distinct(StringComparer.Ordinal)],
                protocol == CauseCatalogue.Oidc ? UseOf(c.Key, c.Value, outcome) : null))],
            record?.ClaimsCut == true,
            [.. mapping.Select(m => new TestedMappingResource(m.Target!, m.Wanted, m.Got ?? "", m.Detail, m.Value, Drops.Contains(m.Got ?? "")))],
            outcome is null ? null : new(outcome.UserId, new(outcome.Issuer, Person(outcome.Subject)), outcome.TakesOver, Person(outcome.Email),
                Person(outcome.FirstName), outcome.LastName is { } last ? Person(last) : null, outcome.Role, [.. outcome.Roles],
                [.. outcome.Tags.Select(t => new TestedTagResource(t.Key, Person(t.Value), t.Origin))]),
            [.. signIn.Steps.Where(s => s.Target is null && (s.Name.StartsWith("check.", StringComparison.Ordinal) || s.Outcome == "failed"))],
            [.. (outcome?.Apps ?? []).Select(a => new TestedAppResource(a.ClientId, a.Name, a.Allowed))]);

        string Person(string value) => shown(Personal.Mark(value));
    }
}

using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// Writes the checks that held into the case, with what was wanted and what came; the one that did not is written by the refusal. What the
/// provider refuses may be unsigned, so neither is said to have held for the other.
/// </summary>
/// <param name="upstream">Null: the connection could not be loaded, and nothing was checked.</param>
internal sealed class SamlChecks(CaseFile file, PendingSaml asked, SamlUpstream? upstream)
{
    private const string Same = "the same";
    private const string Signature = "check.signature";

    /// <param name="Order">A check held when one of a later order failed.</param>
    private sealed record Row(int Order, string Name, SamlReason First, SamlReason Last, Func<SamlChecks, SamlLogin?, (string? Wanted, string? Got)> Says);

    private static readonly ImmutableArray<Row> Rows =
    [
        new(0, "check.message", SamlReason.TooLarge, SamlReason.DuplicateId, (_, _) => ("a Response with one assertion", Same)),
        new(1, "check.provider_answer", SamlReason.AuthnFailed, SamlReason.SaidNo, (_, _) => ("Success", "Success")),
        new(1, Signature, SamlReason.NotSigned, SamlReason.BadSignature, (_, l) =>
            ("a certificate of the connection", l is null ? Same : $"certificate {l.SignedBy}")),
        new(2, "check.encryption", SamlReason.NotEncrypted, SamlReason.DecryptionFailed, (c, l) => (
            c.WantsEncryption ? "an encrypted assertion" : "in clear, or encrypted to us", l is null ? Same : l.Decrypted is null ? "in clear" : "encrypted to us")),
        new(3, "check.subject", SamlReason.MixedValue, SamlReason.MissingSubjectAttribute, (c, l) =>
            (c.Subject, l is null ? Same : $"NameID format {l.NameId?.Format ?? "not said"}")),
        new(4, "check.issuer", SamlReason.WrongIssuer, SamlReason.WrongIssuer, (c, _) => (c.IdpEntityId, Same)),
        new(5, "check.address", SamlReason.WrongDestination, SamlReason.BadConfirmation, (c, _) => (c.AcsUrl, Same)),
        new(6, "check.in_response_to", SamlReason.WrongInResponseTo, SamlReason.Unsolicited, (c, _) => (c.RequestId, Same)),
        new(7, "check.time", SamlReason.NotYetValid, SamlReason.Expired, (c, _) => (c.Now, "good then")),
        new(8, "check.audience", SamlReason.WrongAudience, SamlReason.UnknownCondition, (c, _) => (c.SpEntityId, Same)),
        new(9, "check.authentication", SamlReason.MissingAuthnStatement, SamlReason.WrongAuthnContext, (c, l) => (
            c.Wished, l is null ? Same : $"{Time(l.AuthnInstant)}, {l.AuthnContext ?? "no context"}")),
        new(10, "check.replay", SamlReason.Replayed, SamlReason.Replayed, (_, _) => ("an assertion that never came before", "a new one")),
    ];

    public static ImmutableArray<string> Names { get; } = [.. Rows.Select(r => r.Name)];

    /// <summary>The check that a code is the refusal of; null: of none of these.</summary>
    public static string? Named(string code) => Of(code)?.Name;

    private bool WantsEncryption => upstream!.Settings.WantAssertionsEncrypted;

    private string Subject => upstream!.Settings.SubjectAttribute is { } attribute ? $"attribute {attribute}" : "a NameID that stays the same";

    private string IdpEntityId => asked.IdpEntityId;

    private string AcsUrl => asked.AcsUrl;

    private string RequestId => asked.RequestId;

    private string SpEntityId => upstream!.SpEntityId;

    private string Now => $"{Time(file.Now)} between NotBefore and NotOnOrAfter";

    private string Wished => string.Join(", ", ((string?[])
    [
        asked.ForceAuthn ? "a new sign-in" : null,
        asked.MaxAge is { } age ? string.Create(CultureInfo.InvariantCulture, $"one of the last {age} s") : null,
        asked.AuthnContexts.Length == 0 ? null : string.Join(" or ", asked.AuthnContexts),
    ]).OfType<string>().DefaultIfEmpty("any sign-in"));

    public void Passed(SamlLogin login) => Write(int.MaxValue, login);

    public void Until(UpstreamFault fault)
    {
        if (upstream is null || Of(fault.Code) is not { } failed)
            return;
        Write(failed.Order, null, Hides(fault.Code));
    }

    /// <summary>The signature may lie within what could not be opened, and that one did not hold is told as the same failure (S-085).</summary>
    private static bool Hides(string fault) => Code(fault) is SamlReason.EncryptionNotAllowed or SamlReason.MalformedEncryption or SamlReason.DecryptionFailed;

    private static Row? Of(string fault)
    {
        if (Code(fault) is not { } reason)
            return null;
        // These two are about time, and stand among the checks of the address and of the conditions.
        if (reason is SamlReason.ConfirmationExpired or SamlReason.MissingConditions)
            reason = SamlReason.NotYetValid;
        return Rows.FirstOrDefault(r => r.First <= reason && reason <= r.Last);
    }

    private static SamlReason? Code(string fault) =>
        fault.Split('.') is ["upstream", var code] && Enum.TryParse<SamlReason>(code, out var reason) ? reason : null;

    private void Write(int before, SamlLogin? login, bool hidden = false)
    {
        foreach (var row in Rows.Where(r => r.Order < before))
        {
            if (hidden && row.Name == Signature)
            {
                file.Noted(row.Name, "not checked");
                continue;
            }

            var (wanted, got) = row.Says(this, login);
            file.Checked(row.Name, wanted, got);
        }
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

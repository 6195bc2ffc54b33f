using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;

namespace RunBroker.Admin;

/// <summary>What is to be said of a SAML connection without asking its provider. Pure.</summary>
internal static class SamlCheck
{
    /// <summary>Said of a stored fetch; whoever has just fetched says it better.</summary>
    public const string RefreshFailed = "RefreshFailed";
    public const string NotFetchedYet = "NotFetchedYet";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(60);

    /// <returns>Empty problems: it can be enabled.</returns>
    public static (ImmutableArray<ConnectionProblem> Problems, ImmutableArray<ConnectionProblem> Warnings) Judge(SamlView v) =>
        ([.. v.Facts.Problems.Select(Of), .. Problems(v)],
            [.. v.Idp?.Warnings.Select(Of) ?? [], .. Fetching(v), .. Subject(v), .. Certificates(v), .. Weaker(v), .. PlainHttp(v),
                .. OwnKeys(v)]);

    public static ConnectionProblem Of(MetadataProblem p) => new(p.Field, p.Code, p.Wanted, p.Got, p.Fix);

    private static IEnumerable<ConnectionProblem> Problems(SamlView v)
    {
        if (v.Settings is { NameIdFormat: SamlNames.FormatTransient, SubjectAttribute: null })
        {
            yield return new("name_id_format", "TransientSubject", "a NameID format that stays the same, or subject_attribute",
                SamlNames.FormatTransient,
                "A transient NameID is another one each time: nobody could be recognised. Name the attribute that holds an immutable id.");
        }
    }

    private static IEnumerable<ConnectionProblem> Fetching(SamlView v)
    {
        if (v.State.Metadata is { LastError: { } error, Document: not null } stored)
        {
            var until = stored.ValidUntil is { } end ? $", until {Day(end)}" : "";
            yield return new("metadata_url", RefreshFailed, "the provider's metadata", error,
                $"Check the address. Meanwhile the metadata of {Day(stored.FetchedAt!.Value)} is used{until}.");
        }

        if (v is { Source: SamlSource.Upload, Idp.ValidUntil: { } last })
        {
            yield return new("metadata_xml", "UploadEnds", "metadata without an end, or its address", $"valid until {Day(last)}",
                "Then nobody can sign in any more (validUntil). Give metadata_url, so that it is fetched again by itself, or upload it anew in time.");
        }

        if (v.State.Metadata is { PendingDocument: not null } waiting)
        {
            yield return new("metadata_url", "MetadataChanged", "metadata as it was", string.Join(", ", waiting.PendingReasons),
                "Ask the provider's people whether they made this change; if they did, confirm it. Until then the earlier metadata is used.");
        }
    }

    private static IEnumerable<ConnectionProblem> Subject(SamlView v)
    {
        if (v is { Settings: { NameIdFormat: null, SubjectAttribute: null }, Idp.NameIdFormats: { IsEmpty: false } formats }
            && formats.All(f => f == SamlNames.FormatTransient))
        {
            yield return new("subject_attribute", "TransientSubject", "the attribute that holds an immutable id",
                "the provider offers transient NameIDs only",
                "Name the attribute, or have the provider offer persistent NameIDs: who comes with a transient one alone is refused.");
        }
    }

    // S-037: a certificate past its end is used all the same, and said.
    private static IEnumerable<ConnectionProblem> Certificates(SamlView v)
    {
        if (v.LastExpiry is not { } last || last > v.Now + Soon)
            yield break;
        var over = last <= v.Now;
        // Of metadata, the reader has said it of each certificate.
        if (over && v.Idp!.Warnings.Any(w => w.Code == nameof(MetadataFault.CertificateExpired)))
            yield break;
        yield return new("certificates", over ? nameof(MetadataFault.CertificateExpired) : "CertificateExpiring",
            "a certificate that is valid for longer", $"the last one ends {Day(last)}", v.Source == SamlSource.Url
                ? "The provider must publish its next certificate in its metadata; it is then taken over by itself."
                : over ? "It is used all the same, until you take it out. Get the provider's next certificate, and add it beside this one."
                : "Get the provider's next certificate before then, and add it beside this one.");
    }

    private static IEnumerable<ConnectionProblem> Weaker(SamlView v)
    {
        if (v.Settings.AllowSha1Until is { } until && until > v.Now)
        {
            yield return new("allow_sha1_until", "Sha1Allowed", "signatures with SHA-256", $"SHA-1 is accepted until {Day(until)}",
                "SHA-1 can be forged with enough money. Have the provider sign with SHA-256 and take this setting back.");
        }

        if (v.Settings.AllowAesCbc)
        {
            yield return new("allow_aes_cbc", "CbcAllowed", "AES-GCM", "AES-CBC is accepted",
                "CBC tells attackers about the content unless the response is signed as well, which is demanded. Have the provider use AES-GCM.");
        }

        if (v.Settings.AllowIdpInitiated)
        {
            yield return new("allow_idp_initiated", "IdpInitiatedAllowed", "sign-ins that begin here",
                "sign-ins that the provider begins are accepted",
                "Such a link can sign somebody in to an account that is not theirs. Give the provider login_url as its start address instead.");
        }
    }

    /// <summary>Of either protocol; null: it is not http.</summary>
    public static ConnectionProblem? OverHttp(string field, string url) => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
        ? new(field, "PlainHttp", "https", url, "Good for development only: who is between reads and changes what is sent.") : null;

    private static IEnumerable<ConnectionProblem> PlainHttp(SamlView v)
    {
        (string Field, string? Url)[] urls =
        [
            ("metadata_url", v.Settings.MetadataUrl), .. v.Idp?.SsoEndpoints.Select(e => ("sso_url", (string?)e.Url)) ?? [],
            .. v.Idp?.SloEndpoints.Select(e => ("idp_slo_url", (string?)e.Url)) ?? [],
        ];
        foreach (var (field, url) in urls)
        {
            if (url is null || OverHttp(field, url) is not { } plain)
                continue;
            // Once: a provider over http has all its addresses there.
            yield return plain;
            yield break;
        }
    }

    private static IEnumerable<ConnectionProblem> OwnKeys(SamlView v)
    {
        foreach (var (row, _) in v.OwnKeys().Where(k => k.State == "next"))
        {
            yield return new("sp_certificates", "NextKeyPublished", "a provider that has read our metadata again",
                $"another {row.KeyUse} certificate is used from {Day(row.ActiveAt)} on",
                "A provider that does not fetch our metadata by itself must be given the new certificate before then.");
        }
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Xml;

namespace RunBroker.TestIdps;

public sealed record NameIdDraft(string Value, string? Format = SamlUris.Persistent)
{
    public string? NameQualifier { get; init; }
    public string? SpNameQualifier { get; init; }
    public string? SpProvidedId { get; init; }
}

public sealed record AttributeDraft(string Name, params ImmutableArray<string> Values)
{
    /// <summary>Null: that of the style; "": none.</summary>
    public string? NameFormat { get; init; }
    public string? FriendlyName { get; init; }
}

/// <summary>Who talks to whom about what.</summary>
public sealed record SamlParties(string IdpEntityId, string SpEntityId, string AcsUrl, string? RequestId);

/// <summary>
/// A SAML Response about to be written. <see cref="Good"/> gives one that nobody may refuse; every part can be changed, null leaves it
/// out, and the hooks change the document before and after it is signed.
/// </summary>
public sealed record ResponseDraft
{
    private ResponseDraft(TestSamlKey key) => Key = key;

    public TestSamlKey Key { get; init; }
    public SamlStyle Style { get; init; } = SamlStyle.Plain;

    public string? ResponseId { get; init; } = NewId();
    public string? ResponseVersion { get; init; } = "2.0";
    public DateTimeOffset? ResponseIssuedAt { get; init; }
    public string? Destination { get; init; }
    public string? InResponseTo { get; init; }
    public string? ResponseIssuer { get; init; }
    public string? ResponseIssuerFormat { get; init; }
    /// <summary>From the top level down; empty: no Status.</summary>
    public ImmutableArray<string> Status { get; init; } = [SamlUris.Success];
    public string? StatusMessage { get; init; }
    public bool HasAssertion { get; init; } = true;

    public string? AssertionId { get; init; } = NewId();
    public string? AssertionVersion { get; init; } = "2.0";
    public DateTimeOffset? AssertionIssuedAt { get; init; }
    public string? AssertionIssuer { get; init; }
    public string? AssertionIssuerFormat { get; init; }
    public NameIdDraft? NameId { get; init; } = new("u-1000");

    /// <summary>Null: no SubjectConfirmation.</summary>
    public string? ConfirmationMethod { get; init; } = SamlUris.Bearer;
    public string? Recipient { get; init; }
    public string? ConfirmationInResponseTo { get; init; }
    public DateTimeOffset? ConfirmationNotBefore { get; init; }
    public DateTimeOffset? ConfirmationNotOnOrAfter { get; init; }

    public bool HasConditions { get; init; } = true;
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? NotOnOrAfter { get; init; }
    /// <summary>Of one AudienceRestriction; empty: none.</summary>
    public ImmutableArray<string> Audiences { get; init; } = [];
    public bool OneTimeUse { get; init; }

    public bool HasAuthnStatement { get; init; } = true;
    public DateTimeOffset? AuthnInstant { get; init; }
    public string? SessionIndex { get; init; } = NewId();
    public DateTimeOffset? SessionNotOnOrAfter { get; init; }
    public string? AuthnContext { get; init; } = SamlUris.PasswordTransport;
    public ImmutableArray<AttributeDraft> Attributes { get; init; } = [];

    /// <summary>Null: that part is not signed.</summary>
    public SignaturePlan? AssertionSignature { get; init; } = new();
    public SignaturePlan? ResponseSignature { get; init; }
    /// <summary>Null: in clear.</summary>
    public EncryptionPlan? Encryption { get; init; }

    public Action<XmlDocument>? BeforeSigning { get; init; }
    /// <summary>After the assertion was signed, before it is encrypted and the response is signed.</summary>
    public Action<XmlDocument>? AfterAssertionSigned { get; init; }
    public Action<XmlDocument>? AfterSigning { get; init; }
    /// <summary>Changes the text that goes out: what no document can hold, such as a DOCTYPE.</summary>
    public Func<string, string>? EditText { get; init; }

    public static ResponseDraft Good(SamlParties parties, TestSamlKey key, DateTimeOffset now) => new(key)
    {
        ResponseIssuedAt = now,
        Destination = parties.AcsUrl,
        InResponseTo = parties.RequestId,
        ResponseIssuer = parties.IdpEntityId,
        AssertionIssuedAt = now,
        AssertionIssuer = parties.IdpEntityId,
        Recipient = parties.AcsUrl,
        ConfirmationInResponseTo = parties.RequestId,
        ConfirmationNotOnOrAfter = now.AddMinutes(5),
        NotBefore = now.AddMinutes(-1),
        NotOnOrAfter = now.AddMinutes(5),
        Audiences = [parties.SpEntityId],
        AuthnInstant = now,
        Attributes = [new("email", "maria@tagoio.example"), new("groups", "staff", "admins")],
        // A method of the key's own kind.
        AssertionSignature = new() { Method = key.Key is ECDsa ? SamlUris.EcdsaSha256 : SamlUris.RsaSha256 },
    };

    /// <summary>Which parts are signed, each by the same plan.</summary>
    public ResponseDraft Sign(bool assertion, bool response, SignaturePlan? plan = null)
    {
        var by = plan ?? AssertionSignature ?? ResponseSignature ?? new();
        return this with { AssertionSignature = assertion ? by : null, ResponseSignature = response ? by : null };
    }

    /// <returns>UTF-8.</returns>
    public byte[] Write() => ResponseWriter.Write(this);

    public static string NewId() => "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}

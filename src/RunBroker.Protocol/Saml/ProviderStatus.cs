using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>How the provider says it went (SAMLCore-3.2.2).</summary>
/// <param name="Top">Of the four top-level codes, or what else stands there.</param>
/// <param name="Second">The code inside of it: what really happened; null when there is none.</param>
internal sealed record ProviderStatus(string Top, string? Second, string? Message)
{
    private const string Codes = "urn:oasis:names:tc:SAML:2.0:status:";
    public const string Responder = Codes + "Responder";
    public const string PartialLogout = Codes + "PartialLogout";

    private static readonly ImmutableArray<Allowed> Children =
    [
        new(SamlNames.Protocol, "StatusCode"), new(SamlNames.Protocol, "StatusMessage"), new(SamlNames.Protocol, "StatusDetail"),
    ];

    /// <summary>The first row that names one of the codes, the inner one before the outer one.</summary>
    private static readonly ImmutableArray<(string Code, SamlReason Reason)> Reasons =
    [
        ("AuthnFailed", SamlReason.AuthnFailed),
        ("RequestDenied", SamlReason.RequestDenied),
        ("UnknownPrincipal", SamlReason.RequestDenied),
        ("NoPassive", SamlReason.NoPassive),
        ("NoAuthnContext", SamlReason.NoAuthnContext),
        ("InvalidNameIDPolicy", SamlReason.InvalidNameIdPolicy),
        ("RequestUnsupported", SamlReason.RequestRefused),
        ("RequestVersionDeprecated", SamlReason.RequestRefused),
        ("RequestVersionTooHigh", SamlReason.RequestRefused),
        ("RequestVersionTooLow", SamlReason.RequestRefused),
        ("UnsupportedBinding", SamlReason.RequestRefused),
        ("VersionMismatch", SamlReason.RequestRefused),
        ("Requester", SamlReason.RequestRefused),
    ];

    // Entra ID says Responder alone for a person who is not assigned. Read for the wording only: what is refused stays refused.
    private const string EntraNotAssigned = "AADSTS50105";

    public bool IsSuccess => Top == SamlNames.Success;

    public static ProviderStatus? Read(Reading reading, Element message)
    {
        // S-060: of two, somebody would believe the better one.
        if (message.Named(SamlNames.Protocol, "Status").ToList() is not [var status]
            || status.Named(SamlNames.Protocol, "StatusCode").ToList() is not [var code] || code["Value"] is not { Length: > 0 } top)
        {
            reading.Refuse(SamlReason.SaidNo, "SAMLCore-3.2.2", "one Status with one StatusCode");
            return null;
        }

        reading.Only(status, Children);
        var second = Reading.One(code, SamlNames.Protocol, "StatusCode")?["Value"];
        return new(top, second, Reading.One(status, SamlNames.Protocol, "StatusMessage")?.SimpleText);
    }

    /// <summary>Null for success.</summary>
    public SamlRefusal? Refusal()
    {
        if (IsSuccess)
            return null;
        var reason = Message?.Contains(EntraNotAssigned, StringComparison.Ordinal) == true ? SamlReason.RequestDenied : Reason(Second) ?? Reason(Top) ?? SamlReason.SaidNo;
        var got = string.Join(' ', new[] { Top, Second }.OfType<string>());
        return new(reason, "SAMLCore-3.2.2", SamlNames.Success, Message is null ? got : $"{got}: {Message}");
    }

    private static SamlReason? Reason(string? code)
    {
        foreach (var (name, reason) in Reasons)
        {
            if (code == Codes + name)
                return reason;
        }

        return null;
    }
}

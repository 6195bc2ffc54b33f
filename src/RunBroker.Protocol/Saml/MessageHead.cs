using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <param name="Format">Absent or <c>entity</c>, or it is not the name of a provider (SAMLProf-4.1.4.2).</param>
internal sealed record SamlIssuer(string Name, string? Format);

/// <summary>What every protocol message has (SAMLCore-3.2).</summary>
internal sealed record MessageHead(string Id, DateTimeOffset IssueInstant, string? Destination, string? InResponseTo, SamlIssuer? Issuer)
{
    private static readonly ImmutableArray<Allowed> Always =
    [
        new(SamlNames.Assertion, "Issuer"),
        // How many and where: Wrapping.
        new(SamlNames.XmlDsig, "Signature", Many: true),
        new(SamlNames.Protocol, "Extensions"),
    ];

    /// <summary>What is inside of Extensions is nobody's business (IIP-EXT01).</summary>
    public static MessageHead Read(Reading reading, Element root, string localName, ImmutableArray<Allowed> children)
    {
        if (!root.Is(SamlNames.Protocol, localName))
            reading.Refuse(SamlReason.WrongRoot, "S-012", $"{localName} of {SamlNames.Protocol}", $"{root.LocalName} of {root.NamespaceUri}");
        if (reading.Why is null && Wrapping.In(root) is { } wrapped)
            reading.Refuse(wrapped.Reason, wrapped.Spec, wrapped.Wanted, wrapped.Got);
        reading.Only(root, [.. Always, .. children]);
        var (id, issueInstant) = reading.Stamp(root);
        return new(id, issueInstant, root["Destination"], root["InResponseTo"], ReadIssuer(reading, root));
    }

    public static SamlIssuer? ReadIssuer(Reading reading, Element parent) =>
        Reading.One(parent, SamlNames.Assertion, "Issuer") is { } issuer && reading.Text(issuer) is { } name ? new(name, issuer["Format"]) : null;

    /// <summary>S-061: octet for octet, and an entity's name.</summary>
    public static SamlMismatch? IssuerDiffers(string wanted, SamlIssuer? got) =>
        got?.Name != wanted ? new(wanted, got?.Name)
        : got.Format is not (null or SamlNames.FormatEntity) ? new($"Issuer with Format {SamlNames.FormatEntity}", got.Format)
        : null;
}

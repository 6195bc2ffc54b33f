using System.Collections.Immutable;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>A message that came to the IdP, as it came.</summary>
public sealed record ReceivedSaml
{
    public required string Binding { get; init; }
    public required string Xml { get; init; }
    public required string? RelayState { get; init; }
    /// <summary>Without the question mark; empty for a form.</summary>
    public required string RawQuery { get; init; }
    public required Fields Fields { get; init; }

    public string Kind => Root.LocalName;
    public string Id => Root.GetAttribute("ID");
    public string Destination => Root.GetAttribute("Destination");
    public string? InResponseTo => Attribute("InResponseTo");
    public string Issuer => TestXml.Find(Root, "Issuer")?.InnerText ?? "";

    // of an AuthnRequest
    public string? AcsUrl => Attribute("AssertionConsumerServiceURL");
    public bool ForceAuthn => Attribute("ForceAuthn") is "true" or "1";
    public bool IsPassive => Attribute("IsPassive") is "true" or "1";
    public string? NameIdFormat => TestXml.Find(Root, "NameIDPolicy") is { } policy && policy.HasAttribute("Format")
        ? policy.GetAttribute("Format") : null;
    public ImmutableArray<string> AuthnContexts =>
        [.. Root.SelectNodes("//*[local-name()='RequestedAuthnContext']/*")?.OfType<XmlElement>().Select(e => e.InnerText) ?? []];

    // of a logout
    public string? NameId => TestXml.Find(Root, "NameID")?.InnerText;
    /// <summary>The whole element, to see qualifiers and format.</summary>
    public XmlElement? NameIdElement => TestXml.Find(Root, "NameID");
    public ImmutableArray<string> SessionIndexes =>
        [.. Root.SelectNodes("//*[local-name()='SessionIndex']")?.OfType<XmlElement>().Select(e => e.InnerText) ?? []];
    public ImmutableArray<string> Status =>
        [.. Root.SelectNodes("//*[local-name()='StatusCode']")?.OfType<XmlElement>().Select(e => e.GetAttribute("Value")) ?? []];

    public bool IsSigned => Binding == SamlUris.Redirect ? Fields.Has("Signature") : SignatureOf(Root) is not null;

    public XmlElement Root => TestXml.Root(TestXml.Parse(Xml));

    /// <summary>Whether a key of the SP signed it: the query as it came, or the document, as the platform's SignedXml sees it.</summary>
    public bool IsSignedBy(TestSamlSp sp)
    {
        if (Binding == SamlUris.Redirect) return TestRedirect.Verify(RawQuery, sp.SigningCertificates);
        var root = Root;
        if (SignatureOf(root) is not { } signature) return false;
        var signed = new SignedXml(root);
        signed.LoadXml(signature);
        return sp.SigningCertificates.Any(c => signed.CheckSignature(c, verifySignatureOnly: true));
    }

    /// <summary>Null: there is no such message in the request, or none that can be read.</summary>
    internal static async Task<ReceivedSaml?> Of(HttpRequest request)
    {
        var fields = await Fields.Of(request);
        if ((fields["SAMLRequest"] ?? fields["SAMLResponse"]) is not { } message) return null;
        var byQuery = request.Method == "GET";
        try
        {
            var bytes = byQuery ? TestRedirect.Inflate(message) : Convert.FromBase64String(message);
            var xml = Encoding.UTF8.GetString(bytes);
            TestXml.Parse(xml);
            return new()
            {
                Binding = byQuery ? SamlUris.Redirect : SamlUris.Post,
                Xml = xml,
                RelayState = fields["RelayState"],
                RawQuery = byQuery ? (request.QueryString.Value ?? "").TrimStart('?') : "",
                Fields = fields,
            };
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or XmlException)
        {
            return null;
        }
    }

    private string? Attribute(string name) => Root.HasAttribute(name) ? Root.GetAttribute(name) : null;
    private static XmlElement? SignatureOf(XmlElement root) =>
        root.ChildNodes.OfType<XmlElement>().FirstOrDefault(e => e.LocalName == "Signature");
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>A LogoutRequest or LogoutResponse about to be sent, in a form or in a query; signed unless told otherwise.</summary>
public sealed record LogoutDraft
{
    private LogoutDraft(TestSamlKey key, bool request) => (Key, IsRequest) = (key, request);

    public TestSamlKey Key { get; init; }
    public bool IsRequest { get; }
    public string? Id { get; init; } = ResponseDraft.NewId();
    public string? Version { get; init; } = "2.0";
    public DateTimeOffset? IssuedAt { get; init; }
    public string? Destination { get; init; }
    public string? Issuer { get; init; }
    public bool IsSigned { get; init; } = true;
    public SignaturePlan Signature { get; init; } = new();

    public DateTimeOffset? NotOnOrAfter { get; init; }
    public NameIdDraft? NameId { get; init; }
    public ImmutableArray<string> SessionIndexes { get; init; } = [];
    /// <summary>The NameID as EncryptedID; null: in clear.</summary>
    public EncryptionPlan? Encryption { get; init; }

    public string? InResponseTo { get; init; }
    /// <summary>From the top level down.</summary>
    public ImmutableArray<string> Status { get; init; } = [SamlUris.Success];

    public Action<XmlDocument>? BeforeSigning { get; init; }
    public Action<XmlDocument>? AfterSigning { get; init; }

    public static LogoutDraft Request(TestSamlKey key, string issuer, string destination, NameIdDraft nameId, DateTimeOffset now) =>
        new(key, true)
        {
            IssuedAt = now,
            Issuer = issuer,
            Destination = destination,
            NameId = nameId,
            NotOnOrAfter = now.AddMinutes(5),
            Signature = Plan(key),
        };

    public static LogoutDraft Response(TestSamlKey key, string issuer, string destination, string inResponseTo, DateTimeOffset now) =>
        new(key, false)
        {
            IssuedAt = now,
            Issuer = issuer,
            Destination = destination,
            InResponseTo = inResponseTo,
            Signature = Plan(key),
        };

    public string Parameter => IsRequest ? "SAMLRequest" : "SAMLResponse";

    /// <summary>For a form: UTF-8, with a signature inside.</summary>
    public byte[] Write() => Write(IsSigned);

    /// <summary>For a query: the message without a signature of its own, deflated, the query signed.</summary>
    public string WriteQuery(string? relayState = null) =>
        TestRedirect.Query(Parameter, Write(signed: false), relayState, IsSigned ? Key : null, Signature.Method);

    private byte[] Write(bool signed)
    {
        var document = TestXml.Parse(Build());
        if (Encryption is { } plan) TestXmlEncryption.Replace(TestXml.One(document, "NameID"), "EncryptedID", plan);
        BeforeSigning?.Invoke(document);
        if (signed) TestXmlSigner.Sign(TestXml.Root(document), Key, Signature);
        AfterSigning?.Invoke(document);
        return TestXml.Bytes(document);
    }

    private string Build()
    {
        var text = new StringBuilder($"""<samlp:{(IsRequest ? "LogoutRequest" : "LogoutResponse")} xmlns:samlp="{SamlUris.Protocol}" xmlns:saml="{SamlUris.Assertion}" """);
        text.Append(Attribute("ID", Id)).Append(Attribute("Version", Version)).Append(Attribute("IssueInstant", Time(IssuedAt)))
            .Append(Attribute("Destination", Destination)).Append(Attribute("InResponseTo", InResponseTo)).Append(Attribute("NotOnOrAfter",
                Time(NotOnOrAfter))).Append('>');
        if (Issuer is not null) text.Append($"<saml:Issuer>{Text(Issuer)}</saml:Issuer>");
        if (IsRequest)
        {
            if (NameId is { } name)
            {
                text.Append("<saml:NameID ").Append(Attribute("NameQualifier", name.NameQualifier)).Append(Attribute("SPNameQualifier",
                    name.SpNameQualifier))
                    .Append(Attribute("Format", name.Format)).Append(Attribute("SPProvidedID",
                        name.SpProvidedId)).Append($">{Text(name.Value)}</saml:NameID>");
            }
            foreach (var index in SessionIndexes) text.Append($"<samlp:SessionIndex>{Text(index)}</samlp:SessionIndex>");
        }
        else if (!Status.IsEmpty)
        {
            text.Append("<samlp:Status>");
            foreach (var code in Status) text.Append($"<samlp:StatusCode Value=\"{Text(code)}\">");
            text.Insert(text.Length, "</samlp:StatusCode>", Status.Length).Append("</samlp:Status>");
        }
        return text.Append(IsRequest ? "</samlp:LogoutRequest>" : "</samlp:LogoutResponse>").ToString();
    }

    private static SignaturePlan Plan(TestSamlKey key) => new() { Method = key.Key is ECDsa ? SamlUris.EcdsaSha256 : SamlUris.RsaSha256 };
    private static string? Time(DateTimeOffset? at) => at is { } time ? ResponseWriter.Time(time) : null;
    private static string Attribute(string name, string? value) => value is null ? "" : $"{name}=\"{Text(value)}\" ";
    private static string Text(string value) => System.Security.SecurityElement.Escape(value);
}

using System.Collections.Immutable;
using System.Text;
using System.Xml;
using static RunBroker.TestIdps.Hostile;

namespace RunBroker.TestIdps;

/// <summary>S-110 to S-114, S-005: logout messages in forms and queries.</summary>
internal static class HostileLogout
{
    public static ImmutableArray<HostileMessage> Forms { get; } =
    [
        Form("logout-unsigned", "S-110", "NotSigned", "A request that nobody signed.", (d, _) => d with { IsSigned = false }),
        Form("logout-stranger", "S-110", "BadSignature", "A request that the attacker signed.", (d, g) => d with { Key = g.Attacker }),
        Form("logout-changed", "S-110", "WrongDigest", "Another person's name in a signed request.",
            (d, _) => d with { AfterSigning = x => TestXml.One(x, "NameID").InnerText = HostileGround.Victim }),
        Form("logout-sha1", "S-112", "AlgorithmNotAllowed", "RSA with SHA-1.",
            (d, _) => d with { Signature = new() { Method = SamlUris.RsaSha1 } }),
        Form("logout-wrapped", "S-022", "WrongReference", "A forged request around its signature; the signed one is gone.", (d, _) => d with
        {
            AfterSigning = x =>
            {
                TestXml.Root(x).SetAttribute("ID", "_forged");
                TestXml.One(x, "NameID").InnerText = HostileGround.Victim;
            },
        }),
        Form("logout-issuer", "S-112", "WrongIssuer", "Another provider's name.", (d, _) => d with { Issuer = "https://other.example" }),
        Form("logout-destination", "S-112", "WrongDestination", "For another service.",
            (d, _) => d with { Destination = "https://other.example/slo" }),
        Form("logout-destination-missing", "S-112", "WrongDestination", "A signed request without a destination.",
            (d, _) => d with { Destination = null }),
        Form("logout-over", "S-112", "Expired", "A request that is over.", (d, g) => d with { NotOnOrAfter = g.Now.AddMinutes(-10) }),
        Form("logout-old", "S-112", "TooOld", "A request of yesterday.",
            (d, g) => d with { IssuedAt = g.Now.AddDays(-1), NotOnOrAfter = null }),
        Form("logout-nobody", "S-113", "LogoutNamesNobody", "A request that names nobody.", (d, _) => d with { NameId = null }),
        Form("logout-comment", "S-050", "MixedValue", "A comment inside the NameID, put there after signing.", (d, _) => d with
        {
            AfterSigning = x => TestXml.One(x, "NameID").AppendChild(x.CreateComment("x")),
        }),
        Form("logout-assertion-response", "S-012", "WrongRoot", "A sign-in's response at the logout address.", (d, g) => d with
        {
            AfterSigning = x => Become(x, g.ResponseSigned.Write()),
        }),
        Form("logout-version", "S-015", "WrongVersion", "A request of SAML 1.1.", (d, _) => d with { Version = "1.1" }),
        Form("logout-id-missing", "S-015", "MissingAttribute", "A request without an ID.",
            (d, _) => d with { Id = null, IsSigned = false }),
        Form("logout-answer-unsigned", "S-114", "NotSigned", "An answer that nobody signed.", (d, _) => d with { IsSigned = false },
            response: true),
        Form("logout-answer-other", "S-114", "WrongInResponseTo", "The answer to another request.",
            (d, _) => d with { InResponseTo = "_other" }, response: true),
        Form("logout-answer-stranger", "S-114", "BadSignature", "An answer that the attacker signed.",
            (d, g) => d with { Key = g.Attacker }, response: true),
        Form("logout-answer-issuer", "S-114", "WrongIssuer", "Another provider's answer.",
            (d, _) => d with { Issuer = "https://other.example" }, response: true),
        Form("logout-answer-destination", "S-114", "WrongDestination", "An answer for another service.",
            (d, _) => d with { Destination = "https://other.example/slo" }, response: true),
    ];

    public static ImmutableArray<HostileMessage> Queries { get; } =
    [
        Query("query-unsigned", "S-110", "NotSigned", "A query that nobody signed.",
            (d, _) => (d with { IsSigned = false }).WriteQuery("handle")),
        Query("query-signed-inside", "S-111", "NotSigned", "The message is signed inside, the query is not.",
            (d, _) => TestRedirect.Query(d.Parameter, d.Write(), "handle", null)),
        Query("query-stranger", "S-112", "BadSignature", "A query that the attacker signed.",
            (d, g) => (d with { Key = g.Attacker }).WriteQuery("handle")),
        Query("query-relay-state-changed", "S-111", "BadSignature", "Another RelayState.",
            (d, _) => d.WriteQuery("handle").Swap("RelayState=handle", "RelayState=other")),
        Query("query-relay-state-removed", "S-111", "BadSignature", "The RelayState was taken out.",
            (d, _) => d.WriteQuery("handle").Swap("&RelayState=handle", "")),
        Query("query-relay-state-added", "S-111", "BadSignature", "A RelayState was put in.",
            (d, _) => d.WriteQuery().Swap("&SigAlg=", "&RelayState=other&SigAlg=")),
        Query("query-re-encoded", "S-111", "BadSignature", "Percent-encoded in another way.",
            (d, _) => d.WriteQuery("handle").Swap("RelayState=handle", "RelayState=%68andle")),
        Query("query-message-changed", "S-111", "BadSignature", "Another message under the old signature.", (d, _) =>
            TestRedirect.Query(d.Parameter, (d with { NameId = new(HostileGround.Victim), IsSigned = false }).Write(), "handle", null)
            + d.WriteQuery("handle")[d.WriteQuery("handle").IndexOf("&SigAlg", StringComparison.Ordinal)..]),
        Query("query-message-twice", "S-111", "RepeatedParameter", "A forged message before the signed one.",
            (d, _) => TestRedirect.Query(d.Parameter, (d with { NameId = new(HostileGround.Victim) }).Write(), null, null) + "&"
                + d.WriteQuery("handle")),
        Query("query-message-twice-behind", "S-111", "RepeatedParameter", "A forged message behind the signed one.",
            (d, _) => d.WriteQuery("handle") + "&"
                + TestRedirect.Query(d.Parameter, (d with { NameId = new(HostileGround.Victim) }).Write(), null, null)),
        Query("query-both", "S-111", "RepeatedParameter", "A request and a response at once.", (d, g) => d.WriteQuery("handle") + "&"
            + g.LogoutResponse.WriteQuery()),
        Query("query-signature-twice", "S-111", "RepeatedParameter", "Two signatures.", (d, _) => d.WriteQuery("handle")
            + "&Signature=AAAA"),
        Query("query-relay-state-twice", "S-111", "RepeatedParameter", "Two RelayStates.", (d, _) => d.WriteQuery("handle")
            + "&RelayState=other"),
        Query("query-method-twice", "S-111", "RepeatedParameter", "Two algorithms.", (d, _) => d.WriteQuery("handle") + "&SigAlg=none"),
        Query("query-case", "S-111", "RepeatedParameter", "A second message under a name in another case.",
            (d, _) => d.WriteQuery("handle") + "&samlrequest=AAAA"),
        Query("query-escaped-name", "S-111", "RepeatedParameter", "A second message under a percent-encoded name.",
            (d, _) => d.WriteQuery("handle") + "&%53AMLRequest=AAAA"),
        Query("query-array-name", "S-111", "RepeatedParameter", "A second message under the name of an array.",
            (d, _) => d.WriteQuery("handle") + "&SAMLRequest[]=AAAA"),
        Query("query-method-only", "S-111", "MalformedSignature", "An algorithm without a signature.",
            (d, _) => (d with { IsSigned = false }).WriteQuery("handle") + "&SigAlg=" + Uri.EscapeDataString(SamlUris.RsaSha256)),
        Query("query-signature-empty", "S-111", "BadSignature", "An empty signature.", (d, _) => CutSignature(d.WriteQuery("handle"))),
        Query("query-signature-only", "S-111", "MalformedSignature", "A signature without an algorithm.",
            (d, _) => (d with { IsSigned = false }).WriteQuery("handle") + "&Signature=AAAA"),
        Query("query-sha1", "S-112", "AlgorithmNotAllowed", "RSA with SHA-1, truly signed.",
            (d, _) => (d with { Signature = new() { Method = SamlUris.RsaSha1 } }).WriteQuery("handle")),
        Query("query-hmac", "S-112", "AlgorithmNotAllowed", "An HMAC.",
            (d, _) => d.WriteQuery("handle").Swap(Uri.EscapeDataString(SamlUris.RsaSha256), Uri.EscapeDataString(SamlUris.HmacSha256))),
        Query("query-method-empty", "S-112", "AlgorithmNotAllowed", "No name for the algorithm.",
            (d, _) => d.WriteQuery("handle").Swap(Uri.EscapeDataString(SamlUris.RsaSha256), "")),
        Query("query-not-deflated", "S-005", "NotDeflate", "XML without DEFLATE.", (d, _) => "SAMLRequest="
            + Uri.EscapeDataString(Convert.ToBase64String(d.Write()))),
        Query("query-bomb", "S-005", "NotDeflate", "A hundred megabytes of blanks in a hundred kilobytes.", (_, _) => "SAMLRequest="
            + Uri.EscapeDataString(Convert.ToBase64String(Blanks(100)))),
        Query("query-bomb-small", "S-005", "NotDeflate", "A megabyte of blanks in a kilobyte.", (_, _) => "SAMLRequest="
            + Uri.EscapeDataString(Convert.ToBase64String(Blanks(1)))),
        Query("query-encoding", "S-005", "NotDeflate", "Another encoding than DEFLATE is announced.", (d, _) => d.WriteQuery("handle")
            + "&SAMLEncoding=urn:x:brotli"),
        Query("query-not-base64", "S-002", "NotBase64", "A message that is not base64.", (_, _) => "SAMLRequest=%%%"),
        Query("query-empty", "S-002", "NotBase64", "No message.", (_, _) => "RelayState=handle"),
        Query("query-doctype", "S-006", "Doctype", "A document type declaration, truly signed.", (d, g) =>
            TestRedirect.Query("SAMLRequest", [.. "<!DOCTYPE x>"u8, .. (d with { IsSigned = false }).Write()], "handle", g.Idp)),
        Query("query-answer-other", "S-114", "WrongInResponseTo", "The answer to another request.",
            (d, _) => (d with { InResponseTo = "_other" }).WriteQuery("handle"), response: true),
        Query("query-answer-unsigned", "S-114", "NotSigned", "An answer that nobody signed.",
            (d, _) => (d with { IsSigned = false }).WriteQuery("handle"), response: true),
        Query("query-destination", "S-112", "WrongDestination", "For another service.",
            (d, _) => (d with { Destination = "https://other.example/slo" }).WriteQuery("handle")),
        Query("query-issuer", "S-112", "WrongIssuer", "Another provider's name.",
            (d, _) => (d with { Issuer = "https://other.example" }).WriteQuery("handle")),
        Query("query-over", "S-112", "Expired", "A request that is over.",
            (d, g) => (d with { NotOnOrAfter = g.Now.AddMinutes(-10) }).WriteQuery("handle")),
    ];

    private static string CutSignature(string query) =>
        query[..(query.IndexOf("&Signature=", StringComparison.Ordinal) + "&Signature=".Length)];

    private static byte[] Blanks(int megabytes) =>
        TestRedirect.Deflate(Encoding.ASCII.GetBytes("<x>" + new string(' ', megabytes * 1024 * 1024)));

    private static void Become(XmlDocument document, byte[] other)
    {
        document.RemoveAll();
        document.AppendChild(document.ImportNode(TestXml.Root(TestXml.Parse(other)), deep: true));
    }
}

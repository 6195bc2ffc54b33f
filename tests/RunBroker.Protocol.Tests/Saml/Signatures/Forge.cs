using System.Security.Cryptography;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>
/// Signs as told, sense or nonsense: what is refused is refused for its form, not because the numbers are wrong. With nothing changed
/// it makes a good signature.
/// </summary>
internal sealed record Forge
{
    public string Id { get; init; } = "_a1";
    public string Method { get; init; } = SignatureMethods.RsaSha256;
    public string Digest { get; init; } = SignatureMethods.Sha256;
    public Func<byte[], byte[]> Sign { get; init; } = static data => Signed.Key.Sign(data);

    /// <summary>PrefixList of the transform, and of the canonicalization method; null: no InclusiveNamespaces.</summary>
    public string? ContentPrefixes { get; init; }
    public string? InfoPrefixes { get; init; }

    /// <summary>Changes SignedInfo before it is signed.</summary>
    public Func<string, string> Info { get; init; } = static xml => xml;

    /// <summary>Changes the Signature with its value in it.</summary>
    public Func<string, string> Whole { get; init; } = static xml => xml;

    public string Apply(string xml = Signed.Response)
    {
        var hash = SignatureMethods.FindDigest(Digest)?.Hash ?? HashAlgorithmName.SHA256;
        var digest = Convert.ToBase64String(CryptographicOperations.HashData(hash, Form(ContentPrefixes).Octets(Signed.ById(xml, Id)).Span));
        var info = Info($"""
            <ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{SamlNames.ExcC14n}">{Inclusive(InfoPrefixes)}</ds:CanonicalizationMethod>
            <ds:SignatureMethod Algorithm="{Method}"/>
            <ds:Reference URI="#{Id}"><ds:Transforms><ds:Transform Algorithm="{SamlNames.XmlDsig}enveloped-signature"/>
            <ds:Transform Algorithm="{SamlNames.ExcC14n}">{Inclusive(ContentPrefixes)}</ds:Transform></ds:Transforms>
            <ds:DigestMethod Algorithm="{Digest}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>
            """);
        var unsigned = Insert(xml, info, "");
        var signedInfo = Signed.ById(unsigned, Id).SelfAndBelow().First(e => e.LocalName == "SignedInfo");
        return Insert(xml, info, Convert.ToBase64String(Sign(Form(InfoPrefixes).Octets(signedInfo).ToArray())));
    }

    /// <summary>After the Issuer of the element with the ID.</summary>
    private string Insert(string xml, string info, string value)
    {
        const string Issuer = "</saml:Issuer>";
        // Version tells the element from another with the same ID
        var start = xml.IndexOf($" ID=\"{Id}\" Version", StringComparison.Ordinal);
        var at = xml.IndexOf(Issuer, Math.Max(0, start), StringComparison.Ordinal) + Issuer.Length;
        return xml.Insert(at, Whole($"""
            <ds:Signature xmlns:ds="{SamlNames.XmlDsig}">{info}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><ds:KeyName>any</ds:KeyName></ds:KeyInfo></ds:Signature>
            """));
    }

    private static ExclusiveC14n Form(string? prefixes) => new()
    {
        InclusivePrefixes = [.. (prefixes ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p == "#default" ? "" : p)],
    };

    private static string Inclusive(string? prefixes) =>
        prefixes is null ? "" : $"<ec:InclusiveNamespaces xmlns:ec=\"{SamlNames.ExcC14n}\" PrefixList=\"{prefixes}\"/>";
}

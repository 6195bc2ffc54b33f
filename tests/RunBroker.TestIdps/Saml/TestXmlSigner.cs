using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>Enveloped XML signatures of every kind that providers make, and of kinds that nobody should accept.</summary>
public static class TestXmlSigner
{
    /// <summary>Signs an element in its document: the Signature follows the Issuer, or comes first where there is none.</summary>
    public static XmlElement Sign(XmlElement element, TestSamlKey key, SignaturePlan plan)
    {
        var id = element.GetAttribute("ID");
        if (plan.ByPlatform) return Insert(element, ByPlatform(element, id, key, plan));

        var octets = TestXml.Octets(element, plan.Transforms.LastOrDefault(SamlUris.C14n), plan.InclusivePrefixes);
        var document = element.OwnerDocument;
        var signature = Insert(element, TestXml.Element(document, Skeleton(id, Hash(plan.Digest, octets), key, plan)));
        var info = TestXml.One(signature, "SignedInfo");
        plan.EditSignedInfo?.Invoke(info);
        var signed = TestXml.Octets(info, plan.Canonicalization);
        var value = plan.SignWith is { } other ? other(signed) : Value(plan.Method, key, signed);
        TestXml.One(signature, "SignatureValue").InnerText = Base64(value, plan);
        plan.EditSignature?.Invoke(signature);
        return signature;
    }

    /// <summary>A signature value over octets, of XML and of a query.</summary>
    public static byte[] Value(string method, TestSamlKey key, byte[] octets) => (method, key.Key) switch
    {
        (_, ECDsa ec) => ec.SignData(octets, HashOf(method)),
        (_, RSA rsa) when method.EndsWith("-rsa-MGF1", StringComparison.Ordinal) =>
            rsa.SignData(octets, HashOf(method), RSASignaturePadding.Pss),
        (_, RSA rsa) => rsa.SignData(octets, HashOf(method), RSASignaturePadding.Pkcs1),
        _ => throw new InvalidOperationException("A key of an unknown kind."),
    };

#pragma warning disable CA5350, CA5351 // weak ones are made to be refused
    public static byte[] Hash(string digest, byte[] octets) => digest switch
    {
        SamlUris.Md5 => MD5.HashData(octets),
        SamlUris.Sha1 => SHA1.HashData(octets),
        SamlUris.Sha384 => SHA384.HashData(octets),
        SamlUris.Sha512 => SHA512.HashData(octets),
        _ => SHA256.HashData(octets),
    };
#pragma warning restore CA5350, CA5351

    private static HashAlgorithmName HashOf(string method) =>
        method.Contains("md5", StringComparison.Ordinal) ? HashAlgorithmName.MD5
        : method.Contains("sha1", StringComparison.Ordinal) ? HashAlgorithmName.SHA1
        : method.Contains("sha384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384
        : method.Contains("sha512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512
        : HashAlgorithmName.SHA256;

    private static string Skeleton(string id, byte[] digest, TestSamlKey key, SignaturePlan plan)
    {
        var p = plan.Prefix.Length == 0 ? "" : plan.Prefix + ":";
        var declared = plan.Prefix.Length == 0 ? "xmlns" : "xmlns:" + plan.Prefix;
        var transforms = string.Concat(plan.Transforms.Select(t => t == SamlUris.ExcC14n && plan.InclusivePrefixes is { } prefixes
            ? $"""<{p}Transform Algorithm="{t}"><ec:InclusiveNamespaces xmlns:ec="{SamlUris.ExcC14n}" PrefixList="{prefixes}"/></{p}Transform>"""
            : $"""<{p}Transform Algorithm="{Text(t)}"/>"""));
        var keyInfo = plan.KeyInfo
            ? $"<{p}KeyInfo><{p}X509Data><{p}X509Certificate>{(plan.Presented ?? key).Base64}</{p}X509Certificate></{p}X509Data></{p}KeyInfo>"
            : "";
        return $"""<{p}Signature {declared}="{SamlUris.Dsig}"><{p}SignedInfo>"""
            + $"""<{p}CanonicalizationMethod Algorithm="{Text(plan.Canonicalization)}"/><{p}SignatureMethod Algorithm="{Text(plan.Method)}"/>"""
            + $"""<{p}Reference URI="{Text(plan.Uri ?? "#" + id)}"><{p}Transforms>{transforms}</{p}Transforms>"""
            + $"""<{p}DigestMethod Algorithm="{Text(plan.Digest)}"/><{p}DigestValue>{Base64(digest, plan)}</{p}DigestValue></{p}Reference></{p}SignedInfo>"""
            + $"<{p}SignatureValue></{p}SignatureValue>{keyInfo}</{p}Signature>";
    }

    private static XmlElement ByPlatform(XmlElement element, string id, TestSamlKey key, SignaturePlan plan)
    {
        var signed = new SignedXml(element) { SigningKey = key.Key };
        var info = signed.SignedInfo ?? throw new InvalidOperationException("SignedXml has no SignedInfo.");
        (info.CanonicalizationMethod, info.SignatureMethod) = (plan.Canonicalization, plan.Method);
        var reference = new Reference("#" + id) { DigestMethod = plan.Digest };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform(plan.InclusivePrefixes ?? ""));
        signed.AddReference(reference);
        if (plan.KeyInfo)
        {
            signed.KeyInfo = new KeyInfo();
            signed.KeyInfo.AddClause(new KeyInfoX509Data((plan.Presented ?? key).Certificate));
        }
        signed.ComputeSignature();
        return (XmlElement)element.OwnerDocument.ImportNode(signed.GetXml(), deep: true);
    }

    private static XmlElement Insert(XmlElement element, XmlElement signature)
    {
        var issuer = element.ChildNodes.OfType<XmlElement>().FirstOrDefault(e => e.LocalName == "Issuer");
        if (issuer is null) element.PrependChild(signature);
        else element.InsertAfter(signature, issuer);
        return signature;
    }

    private static string Base64(byte[] value, SignaturePlan plan) => plan.WrappedBase64
        ? "\n" + Convert.ToBase64String(value, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n") + "\n"
        : Convert.ToBase64String(value);

    private static string Text(string value) => System.Security.SecurityElement.Escape(value);
}

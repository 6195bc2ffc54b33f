using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>SignedXml as the independent signer and verifier of what SAML allows.</summary>
internal static class Oracle
{
    /// <summary>Signs the element with that ID by an enveloped signature, put in as its first child or after its Issuer.</summary>
    /// <param name="prefixes">InclusiveNamespaces of the transform; null: none.</param>
    public static string Sign(string xml, string id, RSA key, string method = SignedXml.XmlDsigRSASHA256Url, string digest = SignedXml.XmlDsigSHA256Url, string? prefixes = null)
    {
        var document = Load(xml);
        var parent = ById(document, id);
        var signed = new SignedXml(parent) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = method;
        var reference = new Reference("#" + id) { DigestMethod = digest };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(prefixes is null ? new XmlDsigExcC14NTransform() : new XmlDsigExcC14NTransform(prefixes));
        signed.AddReference(reference);
        signed.ComputeSignature();
        var issuer = parent.ChildNodes.OfType<XmlElement>().FirstOrDefault(e => e.LocalName == "Issuer");
        parent.InsertAfter(document.ImportNode(signed.GetXml(), deep: true), issuer);
        return document.OuterXml;
    }

    public static bool Verifies(string xml, string id, X509Certificate2 certificate)
    {
        var document = Load(xml);
        var parent = ById(document, id);
        var signed = new SignedXml(parent);
        signed.LoadXml(parent.ChildNodes.OfType<XmlElement>().Single(e => e.LocalName == "Signature" && e.NamespaceURI == SignedXml.XmlDsigNamespaceUrl));
        return signed.CheckSignature(certificate, verifySignatureOnly: true);
    }

    public static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        using var reader = XmlReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(xml)));
        document.Load(reader);
        return document;
    }

    private static XmlElement ById(XmlDocument document, string id) => (XmlElement)document.SelectSingleNode($"//*[@ID='{id}']")!;
}

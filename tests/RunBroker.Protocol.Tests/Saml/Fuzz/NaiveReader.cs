using System.Security.Cryptography.Xml;
using System.Xml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>
/// A service provider as they were often written: some signature in the document verifies, so the first NameID in it is who signed in.
/// The mutations must be able to fool this one; else they would prove nothing about ours.
/// </summary>
internal static class NaiveReader
{
    /// <summary>Null: refused.</summary>
    public static string? NameIdIn(byte[] response, TestSamlKey key)
    {
        try
        {
            var document = TestXml.Parse(response);
            return document.GetElementsByTagName("Signature", SamlUris.Dsig).OfType<XmlElement>().Any(s => Verifies(document, s, key))
                ? document.GetElementsByTagName("NameID", SamlUris.Assertion).OfType<XmlElement>().FirstOrDefault()?.InnerText
                : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static bool Verifies(XmlDocument document, XmlElement signature, TestSamlKey key)
    {
        try
        {
            var verifier = new SignedXml(document);
            verifier.LoadXml(signature);
            return verifier.CheckSignature(key.Certificate, verifySignatureOnly: true);
        }
        catch (Exception)
        {
            return false;
        }
    }
}

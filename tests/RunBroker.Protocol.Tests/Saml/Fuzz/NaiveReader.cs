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
            if (document.GetElementsByTagName("Signature", SamlUris.Dsig).OfType<XmlElement>().FirstOrDefault() is not { } signature)
                return null;
            var signed = new SignedXml(document);
            signed.LoadXml(signature);
            return signed.CheckSignature(key.Certificate, verifySignatureOnly: true)
                ? document.GetElementsByTagName("NameID", SamlUris.Assertion).OfType<XmlElement>().FirstOrDefault()?.InnerText
                : null;
        }
        catch (Exception)
        {
            return null;
        }
    }
}

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>Signs messages and metadata of ours: enveloped, exclusive canonicalization, RSA-SHA256.</summary>
public static class XmlSigner
{
    /// <param name="xml">UTF-8; the root has an ID.</param>
    /// <returns>The same document with a Signature after the root's Issuer, or as first child where there is no Issuer.</returns>
    public static byte[] Sign(ReadOnlyMemory<byte> xml, SpKey key) => throw new NotSupportedException();
}

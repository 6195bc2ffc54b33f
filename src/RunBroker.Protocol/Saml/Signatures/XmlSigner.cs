using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Protocol.Saml.Xml;
using static RunBroker.Protocol.Saml.SamlNames;
using Attribute = RunBroker.Protocol.Saml.Xml.Attribute;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>Signs messages and metadata of ours: enveloped, exclusive canonicalization, RSA-SHA256.</summary>
public static class XmlSigner
{
    /// <param name="xml">UTF-8; the root has an ID.</param>
    /// <returns>
    /// The same document with a Signature after the root's Issuer, or as first child where there is no Issuer. In canonical form, so
    /// that no partner's reader finds anything to normalize; every namespace declaration stays.
    /// </returns>
    /// <exception cref="ArgumentException">No XML, no ID, or a signature already.</exception>
    public static byte[] Sign(ReadOnlyMemory<byte> xml, SpKey key)
    {
        if (SafeXml.Read(xml, XmlBounds.Metadata) is not XmlResult.Read { Root: var root })
            throw new ArgumentException("Not XML.", nameof(xml));
        if (root["ID"] is not { Length: > 0 } id)
            throw new ArgumentException("The root has no ID.", nameof(xml));
        if (SignedElement.SignatureOf(root) is not null)
            throw new ArgumentException("The document is signed already.", nameof(xml));

        var digest = Convert.ToBase64String(SHA256.HashData(ExclusiveC14n.Plain.Octets(root).Span));
        var signedInfo = Ds("SignedInfo", [],
            Algorithm("CanonicalizationMethod", ExcC14n),
            Algorithm("SignatureMethod", SignatureMethods.RsaSha256),
            Ds("Reference", [("URI", "#" + id)],
                Ds("Transforms", [], Algorithm("Transform", XmlDsig + "enveloped-signature"), Algorithm("Transform", ExcC14n)),
                Algorithm("DigestMethod", SignatureMethods.Sha256),
                Ds("DigestValue", [], new Text(digest))));
        var value = Convert.ToBase64String(key.Sign(ExclusiveC14n.Plain.Octets(signedInfo).Span));
        var certificate = Convert.ToBase64String(key.Certificate.Span);
        root.Insert(PlaceFor(root), Ds("Signature", [],
            signedInfo,
            Ds("SignatureValue", [], new Text(value)),
            Ds("KeyInfo", [], Ds("X509Data", [], Ds("X509Certificate", [], new Text(certificate))))));

        var everyPrefix = root.SelfAndBelow().SelectMany(static e => e.Declared).Select(static d => d.Prefix).Distinct();
        return new ExclusiveC14n { WithComments = true, InclusivePrefixes = [.. everyPrefix] }.Octets(root).ToArray();
    }

    // The schemas want it there: after Issuer in messages and assertions, first in metadata (SAMLCore-3.2.1, SAMLMeta-2.3.2).
    private static int PlaceFor(Element root)
    {
        for (var i = 0; i < root.Children.Count; i++)
        {
            if (root.Children[i] is Element first)
                return first.Is(Assertion, "Issuer") ? i + 1 : 0;
        }

        return 0;
    }

    private static Element Algorithm(string name, string uri) => Ds(name, [("Algorithm", uri)]);

    private static Element Ds(string name, ImmutableArray<(string Name, string Value)> attributes, params ReadOnlySpan<Node> children)
    {
        var made = new Element("ds", name, XmlDsig, [.. attributes.Select(static a => new Attribute("", a.Name, "", a.Value))], []);
        foreach (var child in children)
            made.Add(child);
        return made;
    }
}

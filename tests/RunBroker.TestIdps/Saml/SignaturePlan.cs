using System.Collections.Immutable;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>How an enveloped signature is made; as given it is a good one.</summary>
public sealed record SignaturePlan
{
    public string Method { get; init; } = SamlUris.RsaSha256;
    public string Digest { get; init; } = SamlUris.Sha256;
    public string Canonicalization { get; init; } = SamlUris.ExcC14n;
    /// <summary>Listed in the Reference; the digest is over what the last of them makes of the element.</summary>
    public ImmutableArray<string> Transforms { get; init; } = [SamlUris.Enveloped, SamlUris.ExcC14n];
    /// <summary>PrefixList of InclusiveNamespaces in the exc-c14n transform, such as <c>xs</c>; null: no such element.</summary>
    public string? InclusivePrefixes { get; init; }
    /// <summary>"" makes the signature namespace the default one.</summary>
    public string Prefix { get; init; } = "ds";
    /// <summary>The certificate in KeyInfo; null: the signer's own.</summary>
    public TestSamlKey? Presented { get; init; }
    public bool KeyInfo { get; init; } = true;
    /// <summary>Made by the platform's SignedXml: another implementation, RSA with SHA-2 only.</summary>
    public bool ByPlatform { get; init; }
    /// <summary>Line breaks in the base64 values, as OpenSSL and Java write them.</summary>
    public bool WrappedBase64 { get; init; }
    /// <summary>Reference URI; null: "#" and the element's ID.</summary>
    public string? Uri { get; init; }
    /// <summary>Changes SignedInfo before it is signed: what comes out is truly signed.</summary>
    public Action<XmlElement>? EditSignedInfo { get; init; }
    /// <summary>Changes the Signature after it is made.</summary>
    public Action<XmlElement>? EditSignature { get; init; }
    /// <summary>Makes the signature value of the canonical SignedInfo; null: the key does, as the method says.</summary>
    public Func<byte[], byte[]>? SignWith { get; init; }
}

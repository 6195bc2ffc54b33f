using RunBroker.Protocol.Saml.Xml;
using static RunBroker.Protocol.Saml.SamlNames;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>A Signature element of the only form that SAML has use for; anything else is refused before anything is computed.</summary>
internal sealed record SignatureShape
{
    public required Element SignedInfo { get; init; }
    public required ExclusiveC14n SignedInfoForm { get; init; }
    public required string Method { get; init; }
    public required ReferenceShape Reference { get; init; }
    public required byte[] SignatureValue { get; init; }

    public static SamlRefusal? Read(Element signature, SignaturePolicy policy, DateTimeOffset now, out SignatureShape shape)
    {
        shape = null!; // only looked at when nothing was refused
        if (Smuggled(signature) is { } smuggled)
            return smuggled;
        // KeyInfo may hold what it likes: nobody reads it (S-035).
        if (signature.StrictChildren("Id") is not [var signedInfo, var value, ..] parts || parts.Count > 3
            || !signedInfo.Is(XmlDsig, "SignedInfo") || !value.Is(XmlDsig, "SignatureValue")
            || (parts.Count == 3 && !parts[2].Is(XmlDsig, "KeyInfo")))
            return Malformed("S-030", "SignedInfo, SignatureValue, perhaps KeyInfo");
        if (signedInfo.Named(XmlDsig, "Reference").Count() is not 1 and var references)
            return new(SamlReason.WrongReference, "S-023", "one Reference", $"{references}");
        if (signedInfo.StrictChildren("Id") is not [var form, var method, var reference]
            || !form.Is(XmlDsig, "CanonicalizationMethod") || !method.Is(XmlDsig, "SignatureMethod") || !reference.Is(XmlDsig, "Reference"))
            return Malformed("S-031", "CanonicalizationMethod, SignatureMethod, Reference");
        if (ReferenceShape.FormOf(form) is not { } signedInfoForm)
            return new(SamlReason.TransformNotAllowed, "S-026", ExcC14n, form["Algorithm"]);
        if (SignatureMethods.Refuse(method["Algorithm"], policy, now) is { } notOnTheList)
            return notOnTheList;
        // HMACOutputLength is the one that cut signatures to nothing (CVE-2009-0217).
        if (method.StrictChildren("Algorithm") is not [])
            return Malformed("S-029", "a SignatureMethod without parameters");
        if (ReferenceShape.Read(reference, signature, policy, now, out var read) is { } refused)
            return refused;
        if (value.StrictBase64("Id") is not { Length: > 0 } octets)
            return Malformed("S-030", "a SignatureValue in base64");

        shape = new()
        {
            SignedInfo = signedInfo,
            SignedInfoForm = signedInfoForm,
            Method = method["Algorithm"]!, // on the list, as was just looked up
            Reference = read,
            SignatureValue = octets,
        };
        return null;
    }

    internal static SamlRefusal Malformed(string spec, string wanted) => new(SamlReason.MalformedSignature, spec, wanted);

    // In KeyInfo as elsewhere: a second SignedInfo is what a reader that searches instead of walking would find (CVE-2025-29774).
    private static SamlRefusal? Smuggled(Element signature)
    {
        var infos = 0;
        foreach (var element in signature.SelfAndBelow())
        {
            if (element.NamespaceUri == XmlDsig)
            {
                if (element.LocalName is "Object" or "Manifest" or "SignatureProperties")
                    return Malformed("S-032", $"no {element.LocalName}");
                if ((element.LocalName == "Signature" && element != signature) || (element.LocalName == "SignedInfo" && ++infos > 1))
                    return Malformed("S-031", $"one {element.LocalName}");
            }

            foreach (var child in element.Children)
            {
                if (child is Comment or Instruction)
                    return Malformed("S-033", "neither comments nor processing instructions");
            }
        }

        return null;
    }
}

using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Encryption;

/// <summary>EncryptedData and its EncryptedKey, taken apart without looking inside (SAMLCore-6, XMLEnc-3).</summary>
/// <param name="DataMethod">EncryptionMethod of the data.</param>
/// <param name="KeyMethod">EncryptionMethod of the key.</param>
internal sealed record EncryptedParts(Element DataMethod, byte[] Data, Element KeyMethod, byte[] Key)
{
    private const string ElementType = SamlNames.XmlEnc + "Element";
    private const string KeyType = SamlNames.XmlEnc + "EncryptedKey";

    private static readonly string[] DataChildren = ["EncryptionMethod", "KeyInfo", "CipherData", "EncryptionProperties"];
    private static readonly string[] KeyChildren = [.. DataChildren, "ReferenceList", "CarriedKeyName"];

    /// <summary>Null and the parts, or what is wrong with them.</summary>
    public static SamlRefusal? Read(Element encrypted, out EncryptedParts parts)
    {
        parts = null!; // looked at only when nothing is wrong
        // Over everything inside, so that nothing hides in a KeyInfo: one of each, or it is in doubt what is meant (S-086).
        var all = encrypted.SelfAndBelow().ToList();
        var datas = all.FindAll(static e => e.Is(SamlNames.XmlEnc, "EncryptedData"));
        var keys = all.FindAll(static e => e.Is(SamlNames.XmlEnc, "EncryptedKey"));
        if (datas is not [var data] || data.Parent != encrypted)
            return Malformed("SAMLCore-6.1", "one EncryptedData", $"{datas.Count}");
        if (keys is not [var key])
            return Malformed("S-086", "one EncryptedKey", $"{keys.Count}");
        if (key.Parent != encrypted && !IsKeyInfoOf(key.Parent, data))
            return Malformed("S-088", "EncryptedKey in the KeyInfo of EncryptedData or beside it", key.Parent?.LocalName);
        if (all.Exists(static e => e.Is(SamlNames.XmlEnc, "CipherReference")))
            return Malformed("S-086", "CipherValue", "CipherReference");
        if (all.Find(e => e.Is(SamlNames.XmlDsig, "RetrievalMethod") && !LeadsTo(key, data, e)) is { } elsewhere)
            return Malformed("S-088", "RetrievalMethod to the EncryptedKey beside", elsewhere["URI"]);
        if (data["Type"] is not (null or ElementType))
            return Malformed("SAMLCore-6.1", ElementType, data["Type"]);
        if (encrypted.Children.Any(c => c != data && c != key && !IsBlank(c)))
            return Malformed("SAMLCore-2.3.4", "EncryptedData, EncryptedKey", null);

        if (Halves(data, DataChildren, out var dataMethod, out var dataOctets) is { } wrongData)
            return wrongData;
        if (Halves(key, KeyChildren, out var keyMethod, out var keyOctets) is { } wrongKey)
            return wrongKey;
        parts = new(dataMethod, dataOctets, keyMethod, keyOctets);
        return null;
    }

    private static bool IsKeyInfoOf(Element? element, Element data) => element?.Is(SamlNames.XmlDsig, "KeyInfo") is true && element.Parent == data;

    // Nothing is fetched: the one reference that is taken says again what stands beside it.
    private static bool LeadsTo(Element key, Element data, Element retrieval) =>
        IsKeyInfoOf(retrieval.Parent, data) && key["Id"] is { Length: > 0 } id && retrieval["URI"] == "#" + id
        && retrieval["Type"] is null or KeyType && retrieval.Children.All(IsBlank);

    private static SamlRefusal? Halves(Element parent, string[] allowed, out Element method, out byte[] octets)
    {
        method = parent;
        octets = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in parent.Children)
        {
            if (child is Element one
                && one.NamespaceUri == (one.LocalName == "KeyInfo" ? SamlNames.XmlDsig : SamlNames.XmlEnc)
                && allowed.Contains(one.LocalName) && seen.Add(one.LocalName))
                continue;
            if (!IsBlank(child))
                return Malformed("XMLEnc-3.1", $"in {parent.LocalName}: {string.Join(", ", allowed)}, each once", (child as Element)?.LocalName);
        }

        if (parent.Named(SamlNames.XmlEnc, "EncryptionMethod").FirstOrDefault() is not { } found || !found.Children.All(c => c is Element || IsBlank(c)))
            return Malformed("XMLEnc-3.2", $"{parent.LocalName} with EncryptionMethod", null);
        method = found;
        if (parent.Named(SamlNames.XmlEnc, "CipherData").FirstOrDefault() is not { } cipher
            || cipher.Children.Where(static c => !IsBlank(c)).ToList() is not [Element value] || !value.Is(SamlNames.XmlEnc, "CipherValue")
            || value.SimpleText is not { } text || Base64Text.Decode(text) is not { Length: > 0 } decoded)
            return Malformed("XMLEnc-3.3", $"{parent.LocalName} with one CipherValue in base64", null);
        octets = decoded;
        return null;
    }

    private static bool IsBlank(Node node) => node is Text text && text.Value.AsSpan().Trim(" \t\r\n").IsEmpty;

    private static SamlRefusal Malformed(string spec, string wanted, string? got) => new(SamlReason.MalformedEncryption, spec, wanted, got);
}

using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>
/// Signature wrapping: a signed part is moved to where nobody reads it, and another one put where it was. What must not be there is
/// looked for in the whole document, Extensions, Advice, StatusDetail and attribute values included.
/// </summary>
internal static class Wrapping
{
    /// <param name="root">A protocol message, or a decrypted assertion.</param>
    public static SamlRefusal? In(Element root)
    {
        var seen = new HashSet<Element>();
        foreach (var element in root.SelfAndBelow())
        {
            if (IsAssertion(element) && element != root && !(element.Parent == root && root.Is(SamlNames.Protocol, "Response")))
                return new(SamlReason.HiddenAssertion, "S-014", "assertions only directly in the response", Where(element));
            if (!element.Is(SamlNames.XmlDsig, "Signature"))
                continue;
            var signed = element.Parent;
            // One for each, or a verifier and a reader may choose two (SAMLCore-5.4.1).
            if (signed is null || !(signed == root || (signed.Parent == root && signed.Is(SamlNames.Assertion, "Assertion"))) || !seen.Add(signed))
                return new(SamlReason.MisplacedSignature, "S-022", "one Signature directly in what it signs", Where(element));
        }

        return Twice(root);
    }

    /// <summary>
    /// Attributes that some reader somewhere takes for the ID; which of two elements a signature means must not depend on the reader
    /// (S-024).
    /// </summary>
    private static SamlRefusal? Twice(Element root)
    {
        var signable = root.Elements.Where(IsAssertion).Prepend(root).Select(static e => e["ID"]).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in root.SelfAndBelow())
        {
            foreach (var attribute in element.Attributes)
            {
                if (IsId(attribute.LocalName) && signable.Contains(attribute.Value) && !seen.Add(attribute.Value))
                    return new(SamlReason.DuplicateId, "S-024", "each ID once", attribute.Value);
            }
        }

        return null;
    }

    private static bool IsId(string name) =>
        name.Equals("ID", StringComparison.OrdinalIgnoreCase) || name.Equals("AssertionID", StringComparison.OrdinalIgnoreCase);

    private static bool IsAssertion(Element element) =>
        element.Is(SamlNames.Assertion, "Assertion") || element.Is(SamlNames.Assertion, "EncryptedAssertion");

    private static string Where(Element element) => $"{element.LocalName} in {element.Parent?.LocalName ?? "nothing"}";
}

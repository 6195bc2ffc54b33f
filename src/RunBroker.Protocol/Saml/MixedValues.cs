using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>
/// Canonicalization drops comments, so that a signature still holds when somebody puts one into a value. In the verified octets it
/// is gone and harmless; that it was there at all is an attack on readers who stop at it, and is refused as one (S-050, VU#475445).
/// </summary>
internal static class MixedValues
{
    /// <param name="received">As it came, comments and all.</param>
    public static SamlRefusal? In(Element received)
    {
        foreach (var element in received.SelfAndBelow())
        {
            if (element.NamespaceUri is SamlNames.Assertion or SamlNames.Protocol
                && element.Children.Any(static c => c is Comment or Instruction)
                && element.Children.Any(static c => c is Text text && !string.IsNullOrWhiteSpace(text.Value)))
                return new(SamlReason.MixedValue, "S-050", $"text only in {element.LocalName}", "a comment or processing instruction");
        }

        return null;
    }
}

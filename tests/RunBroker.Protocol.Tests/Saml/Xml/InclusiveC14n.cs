using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;
using Attribute = RunBroker.Protocol.Saml.Xml.Attribute;

namespace RunBroker.Protocol.Tests.Saml.Xml;

/// <summary>
/// Canonical XML 1.0 of a subtree, for vectors only: SAML refuses it (S-025, S-026). It is the exclusive form with every prefix in
/// scope on the list, and the xml: attributes of what stands above.
/// </summary>
internal static class InclusiveC14n
{
    public static byte[] Octets(Element apex, bool comments = false, Element? without = null)
    {
        var prefixes = Above(apex).SelectMany(e => e.Declared).Concat(apex.SelfAndBelow().SelectMany(e => e.Declared)).Select(d => d.Prefix).Distinct();
        var form = new ExclusiveC14n { InclusivePrefixes = [.. prefixes], WithComments = comments, Without = without };
        return form.Octets(WithInheritedAttributes(apex)).ToArray();
    }

    private static Element WithInheritedAttributes(Element apex)
    {
        var attributes = new List<Attribute>(apex.Attributes);
        foreach (var one in Above(apex).SelectMany(e => e.Attributes).Where(a => a.NamespaceUri == SamlNames.XmlNamespace))
        {
            if (!attributes.Exists(a => a.NamespaceUri == one.NamespaceUri && a.LocalName == one.LocalName))
                attributes.Add(one);
        }

        if (attributes.Count == apex.Attributes.Length)
            return apex;
        var copy = new Element(apex.Prefix, apex.LocalName, apex.NamespaceUri, [.. attributes], apex.Declared) { Parent = apex.Parent };
        foreach (var child in apex.Children.ToArray())
            copy.Add(child);
        return copy;
    }

    private static IEnumerable<Element> Above(Element element)
    {
        for (var above = element.Parent; above is not null; above = above.Parent)
            yield return above;
    }
}

using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml.Xml;

/// <summary>
/// Which namespace declarations the output has in force where the walk stands, and which an element must add
/// (xml-exc-c14n section 3). Looking one up costs the same however many there are: a message may have thousands (S-010).
/// </summary>
internal sealed class RenderedNamespaces(ImmutableArray<string> inclusive)
{
    private readonly Dictionary<string, string> _inForce = new(StringComparer.Ordinal) { [""] = "", ["xml"] = SamlNames.XmlNamespace };
    private readonly Stack<(string Prefix, string? Before)> _changes = new();
    private readonly List<Declaration> _added = [];
    private readonly List<Attribute> _attributes = [];
    private readonly List<Declaration> _inherited = [];

    /// <summary>What stands above the apex counts there for the inclusive prefixes, as if it were declared on it.</summary>
    public void Inherit(Element apex)
    {
        foreach (var prefix in inclusive)
        {
            for (var above = apex.Parent; above is not null; above = above.Parent)
            {
                if (Find(above.Declared, prefix) is not { } uri)
                    continue;
                if (Find(apex.Declared, prefix) is null && Find(_inherited, prefix) is null)
                    _inherited.Add(new(prefix, uri));
                break;
            }
        }
    }

    /// <summary>Writes the start tag. The result goes to <see cref="Undo"/> at the end tag.</summary>
    public int Begin(Element element, CanonicalText text)
    {
        var mark = _changes.Count;
        Render(element.Prefix, element.NamespaceUri);
        foreach (var attribute in element.Attributes)
        {
            // An attribute without prefix is in no namespace, whatever the default one is.
            if (attribute.Prefix.Length > 0)
                Render(attribute.Prefix, attribute.NamespaceUri);
        }

        foreach (var one in element.Declared)
        {
            if (inclusive.Contains(one.Prefix))
                Render(one.Prefix, one.Uri);
        }

        foreach (var one in _inherited)
            Render(one.Prefix, one.Uri);
        _inherited.Clear();

        _attributes.AddRange(element.Attributes.AsSpan());
        _added.Sort(static (a, b) => CodePoints.Compare(a.Prefix, b.Prefix));
        _attributes.Sort(static (a, b) =>
            CodePoints.Compare(a.NamespaceUri, b.NamespaceUri) is not 0 and var order
                ? order
                : CodePoints.Compare(a.LocalName, b.LocalName));
        text.Begin(element, _added, _attributes);
        _added.Clear();
        _attributes.Clear();
        return mark;
    }

    public void Undo(int mark)
    {
        while (_changes.Count > mark)
        {
            var (prefix, before) = _changes.Pop();
            if (before is null)
                _inForce.Remove(prefix);
            else
                _inForce[prefix] = before;
        }
    }

    private void Render(string prefix, string uri)
    {
        var before = _inForce.GetValueOrDefault(prefix);
        if (before == uri)
            return;
        _changes.Push((prefix, before));
        _inForce[prefix] = uri;
        _added.Add(new(prefix, uri));
    }

    private static string? Find(IReadOnlyList<Declaration> declared, string prefix)
    {
        foreach (var one in declared)
        {
            if (one.Prefix == prefix)
                return one.Uri;
        }

        return null;
    }
}

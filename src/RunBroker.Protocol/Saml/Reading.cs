using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>What may stand in an element.</summary>
internal readonly record struct Allowed(string NamespaceUri, string LocalName, bool Many = false);

/// <summary>Takes values out of elements, and keeps the first thing that is wrong with them.</summary>
internal sealed class Reading
{
    public SamlRefusal? Why { get; private set; }

    public void Refuse(SamlReason reason, string spec, string? wanted = null, string? got = null) => Why ??= new(reason, spec, wanted, got);

    /// <summary>
    /// Only these children, each once where nothing else is said, and no text between them (S-013). Comments between elements say
    /// nothing and are passed over; inside of values they are refused (<see cref="Text"/>).
    /// </summary>
    public void Only(Element parent, ImmutableArray<Allowed> allowed)
    {
        // One bit for each that was seen: hashing two names for every child costs more than the rest of this.
        var seen = 0UL;
        foreach (var child in parent.Children)
        {
            if (child is Text text && !string.IsNullOrWhiteSpace(text.Value))
                Refuse(SamlReason.UnexpectedContent, "S-013", $"no text in {parent.LocalName}", text.Value);
            if (child is not Element element)
                continue;
            var at = 0;
            while (at < allowed.Length && !element.Is(allowed[at].NamespaceUri, allowed[at].LocalName))
                at++;
            if (at == allowed.Length || ((seen & (1UL << at)) != 0 && !allowed[at].Many))
            {
                Refuse(SamlReason.UnexpectedContent, "S-013", $"in {parent.LocalName}: {string.Join(", ", allowed.Select(static a => a.LocalName))}",
                    at == allowed.Length ? $"{element.LocalName} of {element.NamespaceUri}" : $"{element.LocalName} twice");
                // One is enough: to say of ten thousand what their long namespace is takes seconds (S-010).
                return;
            }

            seen |= 1UL << at;
        }
    }

    /// <summary>
    /// The whole text. Where readers stop at a comment or jump over it, <c>victim@acme.example&lt;!----&gt;.evil.example</c> is two
    /// people; here it is nobody (S-050).
    /// </summary>
    public string? Text(Element? element)
    {
        if (element is { SimpleText: null })
            Refuse(SamlReason.MixedValue, "S-050", $"text only in {element.LocalName}");
        return element?.SimpleText;
    }

    /// <summary>Null when there is no such attribute, or when it is refused.</summary>
    public DateTimeOffset? Time(Element element, string attribute)
    {
        if (element[attribute] is not { } text)
            return null;
        if (SamlTime.Read(text) is not { } time)
        {
            Refuse(SamlReason.BadTime, "SAMLCore-1.3.3", $"{attribute} as {SamlTime.Form}", text);
            return null;
        }

        return time;
    }

    public DateTimeOffset RequiredTime(Element element, string attribute)
    {
        if (element[attribute] is null)
            Refuse(SamlReason.MissingAttribute, "S-015", $"{attribute} of {element.LocalName}");
        return Time(element, attribute) ?? default;
    }

    /// <summary>Version, ID and IssueInstant, as each message and each assertion has them (S-015).</summary>
    public (string Id, DateTimeOffset IssueInstant) Stamp(Element element)
    {
        if (element["Version"] != "2.0")
            Refuse(SamlReason.WrongVersion, "S-015", "2.0", element["Version"]);
        var id = element["ID"];
        if (id is not { Length: > 0 and <= SamlLimits.IdLength } || id.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)))
            Refuse(SamlReason.MissingAttribute, "S-015", $"ID of {element.LocalName}, at most {SamlLimits.IdLength} characters", id);
        return (id ?? "", RequiredTime(element, "IssueInstant"));
    }

    public static Element? One(Element parent, string namespaceUri, string localName) => parent.Named(namespaceUri, localName).FirstOrDefault();
}

using System.Xml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>One document under change, a second good one to take parts from, and the dice.</summary>
internal sealed record Scene(XmlDocument Document, XmlDocument Donor, Dice Dice)
{
    public XmlElement Root => Document.DocumentElement!;

    public IReadOnlyList<XmlElement> Elements => [.. All(Document)];

    public XmlElement AnyElement => Dice.Of(Elements);

    /// <summary>Null when there is none.</summary>
    public XmlElement? Any(string localName) => Any(Document, localName);

    public XmlText AnyText => Dice.Of([.. Elements.SelectMany(static e => e.ChildNodes.OfType<XmlText>())]);

    public XmlAttribute AnyAttribute => Dice.Of([.. Elements.SelectMany(static e => e.Attributes.Cast<XmlAttribute>())]);

    /// <summary>A copy of a part of the other document; of that name when it has one.</summary>
    public XmlElement FromDonor(string? localName = null) =>
        (XmlElement)Document.ImportNode((localName is null ? null : Any(Donor, localName)) ?? Dice.Of([.. All(Donor)]), deep: true);

    public XmlElement Parse(string snippet) => TestXml.Element(Document, snippet);

    /// <summary>Anywhere in the element: first, last or between.</summary>
    public void Put(XmlNode node, XmlElement into)
    {
        var at = Dice.Below(into.ChildNodes.Count + 1);
        into.InsertBefore(node, at == into.ChildNodes.Count ? null : into.ChildNodes[at]);
    }

    private XmlElement? Any(XmlDocument document, string localName) =>
        All(document).Where(e => e.LocalName == localName).ToList() is { Count: > 0 } found ? Dice.Of(found) : null;

    private static IEnumerable<XmlElement> All(XmlDocument document) => document.SelectNodes("//*")!.Cast<XmlElement>();
}

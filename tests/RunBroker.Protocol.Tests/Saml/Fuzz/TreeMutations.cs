using System.Collections.Immutable;
using System.Xml;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>What can be done to a document that stays one. What a row cannot do to a certain document it leaves undone.</summary>
internal static class TreeMutations
{
    public static ImmutableArray<(string Name, Action<Scene> On)> Rows { get; } =
    [
        ("delete an element", static s => Remove(s.AnyElement)),
        ("double an element", static s => s.Put(s.AnyElement.CloneNode(deep: true), s.AnyElement)),
        ("double an element beside it", static s => { var e = s.AnyElement; e.ParentNode!.InsertAfter(e.CloneNode(deep: true), e); }),
        ("move an element", static s => s.Put(s.AnyElement, s.AnyElement)),
        ("swap two elements", Swap),
        ("wrap an element", Wrap),
        ("unwrap an element", Unwrap),
        ("reorder the children", Reorder),
        ("rename an element", static s => Rename(s.AnyElement, s.Dice.Of(Words.Names), null)),
        ("another namespace", static s => Rename(s.AnyElement, null, s.Dice.Of(Words.Namespaces))),
        ("another prefix", static s => s.AnyElement.Prefix = s.Dice.Of(Words.Prefixes)),
        ("another root", static s => s.Document.ReplaceChild(s.AnyElement, s.Root)),
        ("declare a prefix", static s => s.AnyElement.SetAttribute("xmlns:" + s.Dice.Of(Words.Prefixes), s.Dice.Of(Words.Namespaces))),
        ("declare the default namespace", static s => s.AnyElement.SetAttribute("xmlns", s.Dice.Of(Words.Namespaces))),
        ("delete an attribute", static s => s.AnyAttribute.OwnerElement!.RemoveAttributeNode(s.AnyAttribute)),
        ("another attribute value", static s => s.AnyAttribute.Value = Value(s)),
        ("swap two attribute values", static s => (s.AnyAttribute.Value, s.AnyAttribute.Value) = (s.AnyAttribute.Value, s.AnyAttribute.Value)),
        ("add an attribute", static s => s.AnyElement.SetAttribute(s.Dice.Of(Words.AttributeNames), Value(s))),
        ("add an attribute in a namespace", static s => s.AnyElement.SetAttribute(s.Dice.Of(Words.AttributeNames), s.Dice.Of(Words.Namespaces), Value(s))),
        ("another ID", static s => s.Any(s.Dice.Of(Words.Signed))?.SetAttribute("ID", Value(s))),
        ("the ID under another name", OtherId),
        ("the ID once more", static s => s.AnyElement.SetAttribute(s.Dice.Of(Words.IdNames), s.Any(s.Dice.Of(Words.Signed))?.GetAttribute("ID"))),
        ("another algorithm", static s => s.Dice.Of(Algorithms(s)).Value = s.Dice.Of(Words.AlgorithmUris)),
        ("another text", static s => s.AnyText.Value = Value(s)),
        ("swap two texts", static s => (s.AnyText.Value, s.AnyText.Value) = (s.AnyText.Value, s.AnyText.Value)),
        ("comment in a text", static s => Split(s, s.Document.CreateComment("x"))),
        ("empty comment in a text", static s => Split(s, s.Document.CreateComment(""))),
        ("instruction in a text", static s => Split(s, s.Document.CreateProcessingInstruction("x", "y"))),
        ("CDATA in a text", static s => Split(s, s.Document.CreateCDataSection("x"))),
        ("empty CDATA in a text", static s => Split(s, s.Document.CreateCDataSection(""))),
        ("element in a text", static s => Split(s, s.Document.CreateElement("x"))),
        ("text as CDATA", static s => { var t = s.AnyText; t.ParentNode!.ReplaceChild(s.Document.CreateCDataSection(t.Value), t); }),
        ("comment anywhere", static s => s.Put(s.Document.CreateComment("x"), s.AnyElement)),
        ("blanks anywhere", static s => s.Put(s.Document.CreateWhitespace("\n \t"), s.AnyElement)),
        ("octets within base64", OctetsWithin),
        ("hostile content", static s => s.Put(s.Parse(s.Dice.Of(Words.Snippets)), s.AnyElement)),
        ("part of another message", static s => s.Put(s.FromDonor(), s.AnyElement)),
        ("the same part of another message", static s => ReplaceFromDonor(s, s.AnyElement)),
        ("assertion of another message", static s => s.Put(s.FromDonor("Assertion"), s.Dice.OneIn(2) ? s.Root : s.AnyElement)),
        ("signature of another message", static s => ReplaceFromDonor(s, s.Any("Signature"))),
        ("SignedInfo of another message", static s => ReplaceFromDonor(s, s.Any("SignedInfo"))),
        ("certificate of another message", static s => ReplaceFromDonor(s, s.Any("X509Certificate"))),
        ("signature elsewhere", static s => s.Put(s.Any("Signature") ?? s.AnyElement, s.AnyElement)),
        ("encrypted key of another message", static s => ReplaceFromDonor(s, s.Any("EncryptedKey"))),
        ("encrypted data of another message", static s => ReplaceFromDonor(s, s.Any("EncryptedData"))),
        // More often than the rest, since this is how it is done in the wild.
        .. Enumerable.Repeat(("wrapping", (Action<Scene>)Wrapping.By), 9),
    ];

    public static void Remove(XmlNode node) => node.ParentNode!.RemoveChild(node);

    /// <summary>Of our lists, or of either document: what stands elsewhere makes the best lies.</summary>
    private static string Value(Scene scene) => scene.Dice.Below(4) switch
    {
        0 => scene.AnyAttribute.Value,
        1 => scene.AnyText.Value ?? "",
        2 => scene.FromDonor().InnerText,
        _ => scene.Dice.Of(Words.Values),
    };

    private static List<XmlAttribute> Algorithms(Scene scene) => [.. scene.Elements.Select(static e => e.GetAttributeNode("Algorithm")).OfType<XmlAttribute>()];

    // Of a certificate, a digest, a signature, a ciphertext: still base64, and no longer what it was.
    private static void OctetsWithin(Scene scene)
    {
        var texts = scene.Elements.SelectMany(static e => e.ChildNodes.OfType<XmlText>())
            .Where(static t => t.Length >= 40 && Convert.TryFromBase64String(t.Value!, new byte[t.Length], out _)).ToList();
        var text = scene.Dice.Of(texts);
        var (_, change) = scene.Dice.Of(TextMutations.OnOctets);
        text.Value = Convert.ToBase64String(change(Convert.FromBase64String(text.Value!), scene.Dice));
    }

    private static void Rename(XmlElement element, string? name, string? uri)
    {
        var renamed = element.OwnerDocument.CreateElement(element.Prefix, name ?? element.LocalName, uri ?? element.NamespaceURI);
        foreach (var attribute in element.Attributes.Cast<XmlAttribute>().ToList())
            renamed.SetAttributeNode((XmlAttribute)attribute.CloneNode(true));
        element.ParentNode!.ReplaceChild(renamed, element);
        while (element.FirstChild is { } child)
            renamed.AppendChild(child);
    }

    private static void ReplaceFromDonor(Scene scene, XmlElement? element) => element?.ParentNode!.ReplaceChild(scene.FromDonor(element.LocalName), element);

    private static void OtherId(Scene scene)
    {
        if (scene.Any(scene.Dice.Of(Words.Signed)) is not { } element)
            return;
        var id = element.GetAttribute("ID");
        element.RemoveAttribute("ID");
        element.SetAttribute(scene.Dice.Of(Words.IdNames), id);
    }

    private static void Wrap(Scene scene)
    {
        var element = scene.AnyElement;
        var wrapper = scene.Document.CreateElement(element.Prefix, scene.Dice.Of(Words.Names), element.NamespaceURI);
        element.ParentNode!.ReplaceChild(wrapper, element);
        wrapper.AppendChild(element);
    }

    private static void Unwrap(Scene scene)
    {
        var element = scene.AnyElement;
        if (element == scene.Root)
            return;
        while (element.FirstChild is { } child)
            element.ParentNode!.InsertBefore(child, element);
        Remove(element);
    }

    private static void Reorder(Scene scene)
    {
        var element = scene.AnyElement;
        foreach (var child in element.ChildNodes.Cast<XmlNode>().ToList())
            scene.Put(child, element);
    }

    private static void Swap(Scene scene)
    {
        var (a, b) = (scene.AnyElement, scene.AnyElement);
        var (copyA, copyB) = (a.CloneNode(true), b.CloneNode(true));
        b.ParentNode!.ReplaceChild(copyA, b);
        a.ParentNode?.ReplaceChild(copyB, a);
    }

    private static void Split(Scene scene, XmlNode between)
    {
        var text = scene.AnyText;
        var rest = text.SplitText(scene.Dice.Below(text.Length + 1));
        rest.ParentNode!.InsertBefore(between, rest);
    }
}

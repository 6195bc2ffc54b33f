using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>What wrapping attacks do to documents, each in a word.</summary>
internal static class HostileDom
{
    public static XmlElement Response(XmlDocument d) => TestXml.Root(d);
    public static XmlElement Assertion(XmlDocument d) => TestXml.One(d, "Assertion");
    public static XmlElement Signature(XmlElement of) => of.ChildNodes.OfType<XmlElement>().First(e => e.LocalName == "Signature");
    public static XmlElement Take(this XmlElement e)
    {
        e.ParentNode?.RemoveChild(e);
        return e;
    }

    public static XmlElement Copy(this XmlElement e) => (XmlElement)e.CloneNode(deep: true);
    public static XmlElement WithoutSignature(this XmlElement e)
    {
        var copy = e.Copy();
        Signature(copy).Take();
        return copy;
    }

    /// <summary>An assertion about the victim, with an ID of its own and no signature.</summary>
    public static XmlElement Forged(XmlElement assertion, string id = "_forged")
    {
        var forged = assertion.Copy();
        forged.ChildNodes.OfType<XmlElement>().FirstOrDefault(e => e.LocalName == "Signature")?.Take();
        forged.SetAttribute("ID", id);
        TestXml.One(forged, "NameID").InnerText = HostileGround.Victim;
        return forged;
    }

    /// <summary>Turns the response into one about the victim under another ID; what was signed is handed back as a copy without its signature.</summary>
    public static XmlElement ForgeWhole(XmlDocument d)
    {
        var original = Response(d).WithoutSignature();
        Response(d).SetAttribute("ID", "_forged");
        Assertion(d).SetAttribute("ID", "_forgedAssertion");
        TestXml.One(d, "NameID").InnerText = HostileGround.Victim;
        return original;
    }

    /// <summary>An empty element of SAML, in the prefix of the document's own.</summary>
    public static XmlElement New(XmlElement like, string name) => like.OwnerDocument.CreateElement(like.Prefix, name, like.NamespaceURI);

    public static XmlElement Ds(XmlDocument d, string name) => d.CreateElement("ds", name, SamlUris.Dsig);

    /// <summary>samlp:Extensions after the issuer and the signature of the response.</summary>
    public static XmlElement Extensions(XmlDocument d)
    {
        var extensions = New(Response(d), "Extensions");
        Response(d).InsertBefore(extensions, TestXml.One(d, "Status"));
        return extensions;
    }

    public static XmlElement StatusDetail(XmlDocument d)
    {
        var detail = New(Response(d), "StatusDetail");
        TestXml.One(d, "Status").AppendChild(detail);
        return detail;
    }

    /// <summary>saml:Advice where the schema has it: after Conditions.</summary>
    public static XmlElement Advice(XmlElement assertion)
    {
        var advice = New(assertion, "Advice");
        assertion.InsertAfter(advice, TestXml.One(assertion, "Conditions"));
        return advice;
    }

    public static void Attribute(XmlDocument d, string element, string attribute, string value) =>
        TestXml.One(d, element).SetAttribute(attribute, value);

    public static string Swap(this string text, string what, string by) => text.Contains(what, StringComparison.Ordinal)
        ? text.Replace(what, by, StringComparison.Ordinal) : throw new InvalidOperationException($"Nothing to replace: {what}");
}

using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Xml;

public sealed class SafeXmlTests
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<?xml version=\"1.0\"?><a/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>\n")]
    [InlineData("<?xml version='1.0' encoding='utf-8' standalone='yes'?><!-- before --><a/><!-- after --><?x y?>")]
    [Spec("S-009")]
    public void A_document_in_UTF8_is_read(string xml)
    {
        Assert.Equal("a", Read(xml).LocalName);
        Assert.Equal("a", Root(SafeXml.Read((byte[])[.. Mark, .. Encoding.UTF8.GetBytes(xml)], XmlBounds.Message)).LocalName);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"us-ascii\"?><a/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"no-such-thing\"?><a/>")]
    [Spec("S-009")]
    public void A_declaration_of_another_encoding_is_refused(string xml) => AssertRefused(SamlReason.NotUtf8, xml);

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32", false)]
    [Spec("S-006"), Spec("S-009")]
    public void Another_encoding_is_refused_with_and_without_its_mark(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var xml in (string[])["<a/>", "<!DOCTYPE a><a/>", $"<?xml version=\"1.0\" encoding=\"{name}\"?><a/>"])
            AssertRefused(SamlReason.NotUtf8, [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(xml)]);
    }

    [Theory]
    [InlineData("<a>\u0001\u0080</a>")] // a lone continuation
    [InlineData("<a>\u0001\u00C0\u0080</a>")] // an overlong zero
    [InlineData("<a>\u0001\u00ED\u00A0\u0080</a>")] // half of a surrogate pair
    [InlineData("<a>\u0001\u00F5\u0080\u0080\u0080</a>")] // beyond U+10FFFF
    [InlineData("<a>\u0001\u00E2\u0082</a>")] // cut off
    [Spec("S-008")]
    public void Octets_that_are_no_UTF8_are_refused(string latin1) =>
        AssertRefused(SamlReason.NotUtf8, Encoding.Latin1.GetBytes(latin1.Replace("\u0001", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<!DOCTYPE a []><a/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x'> %x;]><a/>")]
    [InlineData("<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a/>")]
    [InlineData("<!DOCTYPE a PUBLIC '-//X//Y//EN' 'a.dtd'><a/>")]
    [InlineData("<?xml version=\"1.0\"?>\n<!-- <a/> --><?x <!-- ?>\n<!DOCTYPE a><a/>")]
    [InlineData("<!DOCTYPE")]
    [InlineData("<a/><!DOCTYPE a>")]
    [InlineData("<a><!DOCTYPE a></a>")]
    [Spec("S-006"), Spec("S-007")]
    public void A_document_type_declaration_is_refused(string xml) => AssertRefused(SamlReason.Doctype, xml);

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("text")]
    [InlineData("{\"a\":1}")]
    [InlineData("<a>")]
    [InlineData("<a></b>")]
    [InlineData("<a/><b/>")]
    [InlineData("<a/>text")]
    [InlineData("text<a/>")]
    [InlineData("<a x='1' x='2'/>")]
    [InlineData("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>")]
    [InlineData("<p:a/>")]
    [InlineData("<a p:x='1'/>")]
    [InlineData("<a xmlns:p=''/>")]
    [InlineData("<a xmlns:xml='u'/>")]
    [InlineData("<a xmlns:xmlns='u'/>")]
    [InlineData("<a xmlns:p='http://www.w3.org/2000/xmlns/'/>")]
    [InlineData("<a>\0</a>")]
    [InlineData("<a>&#0;</a>")]
    [InlineData("<a>&#x1F;</a>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("<a>\uFFFE</a>")]
    [InlineData("<a>&#xD800;</a>")]
    [InlineData("<a>&unknown;</a>")]
    [InlineData("<a x='&unknown;'/>")]
    [InlineData("<a x='<'/>")]
    [InlineData("<a>]]></a>")]
    [InlineData("<a><!-- -- --></a>")]
    [InlineData("<a:b:c xmlns:a='u'/>")]
    [InlineData("<xmlns:a/>"), InlineData("<a><xmlns:b/></a>")]
    [InlineData("<?xml version=\"1.1\"?><a/>")]
    [InlineData(" <?xml version=\"1.0\"?><a/>")]
    [InlineData("<!-- <!DOCTYPE a> --><a>")]
    [InlineData("<!doctype a><a/>")]
    [Spec("S-002"), Spec("S-008")]
    public void What_is_not_well_formed_is_refused(string xml) => AssertRefused(SamlReason.NotXml, xml);

    [Fact]
    [Spec("S-001")]
    public void More_octets_than_the_bounds_allow_are_refused_before_they_are_looked_at()
    {
        var bounds = XmlBounds.Message with { Bytes = 4 };
        Assert.IsType<XmlResult.Read>(SafeXml.Read("<a/>"u8.ToArray(), bounds));
        Assert.Equal(SamlReason.TooLarge, Refusal(SafeXml.Read("<a />"u8.ToArray(), bounds)).Reason);
        Assert.Equal(SamlReason.TooLarge, Refusal(SafeXml.Read(new byte[SamlLimits.MessageBytes + 1], XmlBounds.Message)).Reason);
    }

    [Theory]
    [InlineData("<a><b><c/></b></a>", "<a><b><c><d/></c></b></a>")]
    [InlineData("<a x='1' xmlns:p='u'/>", "<a x='1' y='2' xmlns:p='u'/>")]
    [InlineData("<a xmlns:p='u' xmlns:q='u'/>", "<a xmlns='u' xmlns:p='u' xmlns:q='u'/>")]
    [InlineData("<a x='>' y=\"'\"/>", "<a x='>' y='\"' z=''/>")]
    [InlineData("<a>x='' y='' z=''</a>", "<a>x='' y='' <b x='' y='' z=''/></a>")]
    [InlineData("<!--<x a='' b='' c=''/>--><a/>", "<!--<x--><a a='' b='' c=''/>")]
    [InlineData("<?p <x a='' b='' c=''/>?><a/>", "<?p <x?><a a='' b='' c=''/>")]
    [InlineData("<a><![CDATA[<x a='' b='' c=''/>]]></a>", "<a><![CDATA[<x>]]><b a='' b='' c=''/></a>")]
    [InlineData("<a>&lt;!-- <!-- ' --><b x='' y=''/></a>", "<a><!-- ' --><b x='' y='' z=''/></a>")]
    [InlineData("<a><b/>text<!--c--></a>", "<a><b/>text<!--c--><?p?></a>")]
    [InlineData("<a><b/><b/><b/></a>", "<!--c--><a><b/><b/><b/></a>")]
    [Spec("S-010")]
    public void Each_bound_holds_to_the_last_one_and_no_further(string last, string beyond)
    {
        var bounds = new XmlBounds { Bytes = 1000, Depth = 3, Nodes = 4, AttributesPerElement = 2 };
        Assert.IsType<XmlResult.Read>(SafeXml.Read(Encoding.UTF8.GetBytes(last), bounds));
        Assert.Equal(SamlReason.TooComplex, Refusal(SafeXml.Read(Encoding.UTF8.GetBytes(beyond), bounds)).Reason);
    }

    [Fact]
    [Spec("S-010")]
    public void Messages_may_be_50_levels_deep_with_64_attributes_to_an_element()
    {
        Assert.Equal((50, 10_000, 64, 262_144), (XmlBounds.Message.Depth, XmlBounds.Message.Nodes, XmlBounds.Message.AttributesPerElement, XmlBounds.Message.Bytes));
        Assert.Equal((50, 64, 10_485_760), (XmlBounds.Metadata.Depth, XmlBounds.Metadata.AttributesPerElement, XmlBounds.Metadata.Bytes));
        Read(string.Concat(Enumerable.Repeat("<a>", 50)) + string.Concat(Enumerable.Repeat("</a>", 50)));
        AssertRefused(SamlReason.TooComplex, string.Concat(Enumerable.Repeat("<a>", 51)) + string.Concat(Enumerable.Repeat("</a>", 51)));
    }

    [Fact]
    [Spec("S-040")]
    public void Text_comes_as_it_was_written()
    {
        var root = Read("<a> x\r\ny&#13;\n<![CDATA[<z> & ]]>&amp;&#x1F600;\t</a>");
        Assert.Equal(" x\ny\r\n<z> & &\U0001F600\t", root.SimpleText);
    }

    [Fact]
    [Spec("S-040")]
    public void Attributes_come_as_they_were_written()
    {
        var root = Read("<a x=' p&#10;&#13;&#9;q\r\nr ' y=\"'\"/>");
        Assert.Equal((" p\n\r\tq r ", "'"), (root["x"], root["y"]));
    }

    [Fact]
    public void Names_prefixes_and_declarations_are_kept_apart_and_in_order()
    {
        var root = Read("<p:a xmlns:p='u' b='1' xmlns='v' p:c='2' xml:lang='en'><d xmlns=''/></p:a>");
        Assert.Equal(("p", "a", "u"), (root.Prefix, root.LocalName, root.NamespaceUri));
        Assert.Equal([new("p", "u"), new("", "v")], root.Declared);
        Assert.Equal([new("", "b", "", "1"), new("p", "c", "u", "2"), new("xml", "lang", SamlNames.XmlNamespace, "en")], root.Attributes);
        var child = Assert.Single(root.Elements);
        Assert.Equal(("", "d", ""), (child.Prefix, child.LocalName, child.NamespaceUri));
        Assert.Equal([new("", "")], child.Declared);
        Assert.Same(root, child.Parent);
        Assert.Null(root.Parent);
    }

    [Fact]
    [Spec("S-050")]
    public void Comments_and_instructions_are_kept_and_make_a_value_no_simple_text()
    {
        var root = Read("<a><b>x<!--c-->y</b><b>x<?p q r?>y</b><b>x<c/>y</b><b>x<![CDATA[y]]></b><b/></a>");
        Assert.Equal([null, null, null, "xy", ""], root.Elements.Select(e => e.SimpleText));
        Assert.Equal("c", Assert.Single(root.Elements.First().Children.OfType<Comment>()).Value);
        var instruction = Assert.Single(root.Elements.ElementAt(1).Children.OfType<Instruction>());
        Assert.Equal(("p", "q r"), (instruction.Target, instruction.Data));
    }

    [Theory]
    [InlineData("<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd' parse='text'/></a>")]
    [InlineData("<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='u http://127.0.0.1:9/x.xsd'/>")]
    [InlineData("<?xml-stylesheet type='text/xsl' href='http://127.0.0.1:9/x.xsl'?><a/>")]
    [Spec("S-007")]
    public void What_refers_to_something_outside_is_markup_and_nothing_more(string xml)
    {
        var root = Read(xml);
        Assert.Equal("a", root.LocalName);
        Assert.DoesNotContain(root.SelfAndBelow().SelectMany(e => e.Children), n => n is Text);
    }

    private static Element Read(string xml) => Root(SafeXml.Read(Encoding.UTF8.GetBytes(xml), XmlBounds.Message));

    private static Element Root(XmlResult result) => Assert.IsType<XmlResult.Read>(result).Root;

    private static SamlRefusal Refusal(XmlResult result) => Assert.IsType<XmlResult.Refused>(result).Why;

    private static void AssertRefused(SamlReason reason, string xml) => AssertRefused(reason, Encoding.UTF8.GetBytes(xml));

    private static void AssertRefused(SamlReason reason, byte[] xml)
    {
        Assert.Equal(reason, Refusal(SafeXml.Read(xml, XmlBounds.Message)).Reason);
        Assert.Equal(reason, Refusal(SafeXml.Read(xml, XmlBounds.Metadata)).Reason);
    }
}

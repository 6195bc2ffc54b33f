using System.Text;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Xml;

/// <summary>The examples that the specification of Canonical XML itself gives, without their DTDs, and what they leave open.</summary>
[Spec("S-034"), Spec("S-040")]
public sealed class C14nExampleTests
{
    [Theory]
    [InlineData( // 3.2
        "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n   </mixed>\n</doc>",
        "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n   </mixed>\n</doc>")]
    [InlineData( // 3.3
        """
        <doc>
           <e1   />
           <e2   ></e2>
           <e3   name = "elem3"   id="elem3"   />
           <e4   name="elem4"   id="elem4"   ></e4>
           <e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"
              xmlns:b="http://www.ietf.org"
              xmlns:a="http://www.w3.org"
              xmlns="http://example.org"/>
           <e6 xmlns="" xmlns:a="http://www.w3.org">
              <e7 xmlns="http://www.ietf.org">
                 <e8 xmlns="" xmlns:a="http://www.w3.org">
                    <e9 xmlns="" xmlns:a="http://www.ietf.org"/>
                 </e8>
              </e7>
           </e6>
        </doc>
        """,
        """
        <doc>
           <e1></e1>
           <e2></e2>
           <e3 id="elem3" name="elem3"></e3>
           <e4 id="elem4" name="elem4"></e4>
           <e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I'm" attr2="all" b:attr="sorted" a:attr="out"></e5>
           <e6 xmlns:a="http://www.w3.org">
              <e7 xmlns="http://www.ietf.org">
                 <e8 xmlns="">
                    <e9 xmlns:a="http://www.ietf.org"></e9>
                 </e8>
              </e7>
           </e6>
        </doc>
        """)]
    [InlineData( // 3.4
        """
        <doc>
           <text>First line&#x0d;&#10;Second line</text>
           <value>&#x32;</value>
           <compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute>
           <compute expr='value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"'>valid</compute>
           <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>
        </doc>
        """,
        """
        <doc>
           <text>First line&#xD;
        Second line</text>
           <value>2</value>
           <compute>value&gt;"0" &amp;&amp; value&lt;"10" ?"valid":"error"</compute>
           <compute expr="value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;">valid</compute>
           <norm attr=" '    &#xD;&#xA;&#x9;   ' "></norm>
        </doc>
        """)]
    [InlineData("<doc>&#169;</doc>", "<doc>\u00A9</doc>")] // 3.6
    public void Examples_of_the_specification(string xml, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(InclusiveC14n.Octets(XmlVectors.Parse(xml))));

    [Theory]
    [InlineData("<a><!-- c --><?p?><?p  q ?></a>", "<a><?p?><?p q ?></a>", "<a><!-- c --><?p?><?p q ?></a>")]
    [InlineData("<?xml version='1.0'?><!-- before --><?p?><a/><!-- after -->", "<a></a>", "<a></a>")]
    [InlineData("<a>x<!-- c -->y</a>", "<a>xy</a>", "<a>x<!-- c -->y</a>")]
    public void Comments_go_and_instructions_stay(string xml, string without, string with)
    {
        Assert.Equal(without, Canonical(xml));
        Assert.Equal(with, Canonical(xml, ExclusiveC14n.Plain with { WithComments = true }));
    }

    [Theory]
    // no declaration of an empty default namespace where none is to be taken back
    [InlineData("<a xmlns=''><b xmlns=''/></a>", "<a><b></b></a>")]
    [InlineData("<p:a xmlns:p='u' xmlns='v'><b/><p:c xmlns=''><d/></p:c></p:a>", "<p:a xmlns:p=\"u\"><b xmlns=\"v\"></b><p:c><d></d></p:c></p:a>")]
    [InlineData("<a xmlns='v'><b xmlns=''><c xmlns='v'/></b></a>", "<a xmlns=\"v\"><b xmlns=\"\"><c xmlns=\"v\"></c></b></a>")]
    // an attribute without prefix uses no namespace
    [InlineData("<p:a xmlns:p='u' xmlns='v' x='1'/>", "<p:a xmlns:p=\"u\" x=\"1\"></p:a>")]
    // a prefix that stands only in a value is not seen
    [InlineData("<a xmlns:xs='u' type='xs:string'/>", "<a type=\"xs:string\"></a>")]
    // siblings each declare what their parent does not use
    [InlineData("<a xmlns:p='u'><p:b/><p:b><p:c/></p:b></a>", "<a><p:b xmlns:p=\"u\"></p:b><p:b xmlns:p=\"u\"><p:c></p:c></p:b></a>")]
    // one prefix with two namespaces, and the first one again
    [InlineData("<p:a xmlns:p='u'><p:b xmlns:p='v'><p:c xmlns:p='u'/></p:b><p:d/></p:a>",
        "<p:a xmlns:p=\"u\"><p:b xmlns:p=\"v\"><p:c xmlns:p=\"u\"></p:c></p:b><p:d></p:d></p:a>")]
    // redeclared in between, but not used there
    [InlineData("<p:a xmlns:p='u'><b xmlns:p='v'><p:c xmlns:p='u'/></b></p:a>", "<p:a xmlns:p=\"u\"><b><p:c></p:c></b></p:a>")]
    [InlineData("<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='en'/>", "<a xml:lang=\"en\"></a>")]
    // namespaces by prefix, attributes by namespace and then by name, those in no namespace first
    [InlineData("<a xmlns:z='1' xmlns:b='2' z:q='1' b:a='2' z:p='3' y='4' B='5'/>",
        "<a xmlns:b=\"2\" xmlns:z=\"1\" B=\"5\" y=\"4\" z:p=\"3\" z:q=\"1\" b:a=\"2\"></a>")]
    public void Namespaces_appear_where_they_are_used(string xml, string canonical) => Assert.Equal(canonical, Canonical(xml));

    [Fact]
    public void Order_is_that_of_code_points_not_of_UTF16()
    {
        // U+1F600 is written with surrogates, which as UTF-16 come before U+FF5E
        Assert.Equal("<a xmlns:p=\"\uFF5E\" xmlns:q=\"\U0001F600\" p:x=\"1\" q:x=\"2\"></a>", Canonical("<a xmlns:q='\U0001F600' xmlns:p='\uFF5E' q:x='2' p:x='1'/>"));
        string[] ordered = ["", "a", "ab", "b", "\uD7FF", "\uE000", "\uFF5E", "\U00010000", "\U0001F600", "\U0001F600a", "\U0010FFFF"];
        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++)
                Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(CodePoints.Compare(ordered[i], new string(ordered[j]))));
        }
    }

    [Theory]
    [InlineData("<r xmlns='u' xmlns:p='v'><a/></r>", "p", "<a xmlns=\"u\" xmlns:p=\"v\"></a>")]
    [InlineData("<r xmlns='u' xmlns:p='v'><p:a/></r>", "", "<p:a xmlns=\"u\" xmlns:p=\"v\"></p:a>")]
    [InlineData("<r xmlns='u'><s xmlns=''><a/></s></r>", "", "<a></a>")]
    [InlineData("<r xmlns:p='u'><a xmlns:p='v'/></r>", "p", "<a xmlns:p=\"v\"></a>")]
    [InlineData("<r xmlns:p='u'><a><b xmlns:p='v'/><b/></a></r>", "p p none", "<a xmlns:p=\"u\"><b xmlns:p=\"v\"></b><b></b></a>")]
    [InlineData("<r xmlns='u'><a><b xmlns=''/></a></r>", "", "<a xmlns=\"u\"><b xmlns=\"\"></b></a>")]
    [InlineData("<r xmlns='u' xmlns:p='v'><p:a><p:b xmlns=''/></p:a></r>", "", "<p:a xmlns=\"u\" xmlns:p=\"v\"><p:b xmlns=\"\"></p:b></p:a>")]
    [InlineData("<r><a/></r>", "xml xmlns p", "<a></a>")]
    [Spec("S-025")]
    public void Prefixes_of_the_list_are_kept_where_they_are_in_scope(string xml, string prefixes, string canonical)
    {
        var apex = XmlVectors.Parse(xml).SelfAndBelow().First(e => e.LocalName == "a");
        Assert.Equal(canonical, Encoding.UTF8.GetString(new ExclusiveC14n { InclusivePrefixes = [.. prefixes.Split(' ')] }.Octets(apex).Span));
    }

    [Fact]
    [Spec("S-022")]
    public void What_is_left_out_leaves_nothing_but_its_surroundings()
    {
        var root = XmlVectors.Parse("<p:a xmlns:p='u'>\n <p:s><p:t/></p:s>\n <p:s/></p:a>");
        Assert.Equal("<p:a xmlns:p=\"u\">\n \n <p:s></p:s></p:a>", Encoding.UTF8.GetString((ExclusiveC14n.Plain with { Without = root.Elements.First() }).Octets(root).Span));
    }

    private static string Canonical(string xml, ExclusiveC14n? form = null) => Encoding.UTF8.GetString((form ?? ExclusiveC14n.Plain).Octets(XmlVectors.Parse(xml)).Span);
}

using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Xml;

/// <summary>The published examples and interoperability cases of tests/vectors/xml; which are left out, and why, says its README.</summary>
[Spec("S-034"), Spec("S-040")]
public sealed class C14nVectorTests
{
    private const string Y1 = "interop/Y1/exc-signature.xml", Y2 = "interop/Y2/signature-joseph-exc.xml";

    [Theory]
    [InlineData("example2_2_1.xml", "example2_2_c14nized_exclusive.xml", "elem2")]
    [InlineData("example2_2_2.xml", "example2_2_c14nized_exclusive.xml", "elem2")]
    [InlineData("example2_2_3.xml", "example2_2_3_c14nized_exclusive.xml", "p")]
    [InlineData("example2_4.xml", "example2_4_c14nized.xml", "elem2")]
    [InlineData("plain-soap-1.1.xml", "plain-soap-c14nized.xml", "Body")]
    public void The_examples_of_exclusive_canonicalization(string input, string expected, string apex) =>
        AssertSame($"inExcl/{expected}", ExclusiveC14n.Plain.Octets(Named($"inExcl/{input}", apex)).Span);

    [Theory]
    [InlineData("example2_2_1.xml", "example2_2_1_c14nized.xml")]
    [InlineData("example2_2_2.xml", "example2_2_2_c14nized.xml")]
    public void The_examples_of_inclusive_canonicalization(string input, string expected) =>
        AssertSame($"inExcl/{expected}", InclusiveC14n.Octets(Named($"inExcl/{input}", "elem2")));

    [Theory]
    [InlineData(0, "", false)]
    [InlineData(1, "bar #default", false)]
    [InlineData(2, "", true)]
    [InlineData(3, "bar #default", true)]
    public void Y1_an_element_with_and_without_comments_and_prefixes(int number, string prefixes, bool comments)
    {
        var form = new ExclusiveC14n { InclusivePrefixes = Prefixes(prefixes), WithComments = comments };
        AssertSame($"interop/Y1/c14n-{number}.txt", form.Octets(Named(Y1, "Object")).Span);
    }

    [Fact]
    public void Y1_the_signed_info() => AssertSame("interop/Y1/c14n-4.txt", ExclusiveC14n.Plain.Octets(Named(Y1, "SignedInfo")).Span);

    [Fact]
    [Spec("S-006")]
    public void Y2_has_a_document_type_and_is_refused() =>
        Assert.Equal(SamlReason.Doctype, Assert.IsType<XmlResult.Refused>(SafeXml.Read(XmlVectors.Octets(Y2), XmlBounds.Message)).Why.Reason);

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "a")]
    public void Y2_namespaces_taken_back_and_changed(int number, string prefixes)
    {
        var form = new ExclusiveC14n { InclusivePrefixes = Prefixes(prefixes) };
        AssertSame($"interop/Y2/c14n-{number}.txt", form.Octets(E6()).Span);
    }

    [Fact]
    public void Y2_in_inclusive_form() => AssertSame("interop/Y2/c14n-0.txt", InclusiveC14n.Octets(E6()));

    [Theory]
    [InlineData("Y3", 8)]
    [InlineData("Y4", 27)]
    [InlineData("Y5", 27)]
    public void A_signed_info_in_inclusive_form(string folder, int number) =>
        AssertSame($"interop/{folder}/c14n-{number}.txt", InclusiveC14n.Octets(Named($"interop/{folder}/signature.xml", "SignedInfo")));

    [Theory]
    [InlineData("Y4", 9, "")]
    [InlineData("Y4", 10, "")]
    [InlineData("Y4", 11, "")]
    [InlineData("Y4", 18, "#default")]
    [InlineData("Y5", 9, "")]
    [InlineData("Y5", 11, "")]
    [InlineData("Y5", 18, "#default")]
    public void A_subtree_of_nested_namespaces(string folder, int number, string prefixes)
    {
        var form = new ExclusiveC14n { InclusivePrefixes = Prefixes(prefixes) };
        AssertSame($"interop/{folder}/c14n-{number}.txt", form.Octets(Named($"interop/{folder}/signature.xml", "Something")).Span);
    }

    [Theory]
    [InlineData("Y4")]
    [InlineData("Y5")]
    public void A_subtree_of_nested_namespaces_in_inclusive_form(string folder) =>
        AssertSame($"interop/{folder}/c14n-0.txt", InclusiveC14n.Octets(Named($"interop/{folder}/signature.xml", "Something")));

    [Fact]
    public void The_folders_are_whole() =>
        Assert.Equal([11, 7, 4, 15, 30, 31], ((string[])["inExcl", "interop/Y1", "interop/Y2", "interop/Y3", "interop/Y4", "interop/Y5"]).Select(f => XmlVectors.In(f).Length));

    private static Element Named(string file, string localName) => XmlVectors.Parse(Text(file)).SelfAndBelow().First(e => e.LocalName == localName);

    /// <summary>Read as if its document type, with the default of one attribute, had been applied and taken away.</summary>
    private static Element E6()
    {
        var xml = XmlVectors.Text(Y2);
        var from = xml.IndexOf("<!DOCTYPE", StringComparison.Ordinal);
        xml = xml.Remove(from, xml.IndexOf("]>", from, StringComparison.Ordinal) + 2 - from).Replace("<e9 ", "<e9 attr=\"default\" ", StringComparison.Ordinal);
        return XmlVectors.Parse(xml).SelfAndBelow().Single(e => e.LocalName == "e6");
    }

    private static ImmutableArray<string> Prefixes(string list) =>
        [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p == "#default" ? "" : p)];

    private static void AssertSame(string expected, ReadOnlySpan<byte> octets)
    {
        Assert.Equal(Text(expected), Encoding.UTF8.GetString(octets));
        Assert.Equal(Encoding.UTF8.GetBytes(Text(expected)), octets);
    }

    // The reader takes only the two values that the specification of XML gives a meaning.
    private static string Text(string file) => XmlVectors.Text(file)
        .Replace("xml:space=\"retain\"", "xml:space=\"default\"", StringComparison.Ordinal).Replace("xml:space=\"reset\"", "xml:space=\"default\"", StringComparison.Ordinal);
}

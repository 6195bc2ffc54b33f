using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Xml;

/// <summary>Another implementation as the judge, over documents that nobody thought up.</summary>
public sealed class DifferentialC14nTests
{
    private const ulong Documents = 600;

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "a c")]
    [InlineData(true, "#default b é")]
    [Spec("S-034")]
    public void Canonical_octets_of_random_documents_are_those_of_another_implementation(bool comments, string prefixes)
    {
        var settings = new ExclusiveC14n { WithComments = comments, InclusivePrefixes = [.. Prefixes(prefixes)] };
        var elements = 0;
        for (ulong seed = 0; seed < Documents; seed++)
        {
            var xml = RandomXml.Document(seed);
            var ours = Assert.IsType<XmlResult.Read>(SafeXml.Read(Encoding.UTF8.GetBytes(xml), XmlBounds.Message)).Root;
            var theirs = new XmlDocument { PreserveWhitespace = true };
            using (var reader = XmlReader.Create(new StringReader(xml)))
                theirs.Load(reader);

            Assert.Equal(Run(theirs, comments, prefixes), Encoding.UTF8.GetString(settings.Octets(ours).Span));
            var all = theirs.SelectNodes("//*")!;
            elements += all.Count;
            Assert.Equal(all.Count, ours.SelfAndBelow().Count());
            var chosen = new RandomXml(seed + Documents).Next(all.Count);
            var apex = ours.SelfAndBelow().ElementAt(chosen);
            Assert.Equal(Run(Alone(all[chosen]!), comments, prefixes), Encoding.UTF8.GetString(settings.Octets(apex).Span));

            // What is canonical stays as it is.
            var again = Assert.IsType<XmlResult.Read>(SafeXml.Read(settings.Octets(ours), XmlBounds.Message)).Root;
            Assert.Equal(settings.Octets(ours).ToArray(), settings.Octets(again).ToArray());
        }

        Assert.True(elements > 5_000, $"{elements} elements are too few to show anything");
    }

    private static IEnumerable<string> Prefixes(string list) =>
        list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p == "#default" ? "" : p);

    // The other implementation knows whole documents best: the element becomes one, with every namespace that was in scope declared on it.
    private static XmlDocument Alone(XmlNode apex)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        var copy = (XmlElement)document.AppendChild(document.ImportNode(apex, deep: true))!;
        foreach (var (prefix, uri) in apex.CreateNavigator()!.GetNamespacesInScope(XmlNamespaceScope.ExcludeXml))
        {
            var name = prefix.Length == 0 ? "xmlns" : "xmlns:" + prefix;
            if (!copy.HasAttribute(name))
                copy.SetAttribute(name, uri);
        }

        return document;
    }

    private static string Run(XmlDocument input, bool comments, string prefixes)
    {
        var transform = comments ? new XmlDsigExcC14NWithCommentsTransform(prefixes) : new XmlDsigExcC14NTransform(prefixes);
        transform.LoadInput(input);
        using var output = new StreamReader((Stream)transform.GetOutput(typeof(Stream)), Encoding.UTF8);
        return output.ReadToEnd();
    }
}

using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

public sealed class XmlFuzzTests
{
    [Fact, Spec("S-008"), Spec("S-010"), Spec("S-011")]
    public void What_is_read_has_one_canonical_form_and_the_rest_is_refused()
    {
        var outcomes = FuzzRun.Of(1200, static dice =>
        {
            var (good, other) = (dice.Of(Corpus.Of.Responses), dice.Of(Corpus.Of.Responses));
            var mutant = Mutant.Of(good.Xml, other.Xml, dice);
            return new(mutant.Octets, mutant.How, () => Outcome(mutant.Octets));
        });
        FuzzRun.AssertVaried(outcomes, 5);
    }

    private static string Outcome(byte[] octets)
    {
        if (SafeXml.Read(octets, XmlBounds.Message) is not XmlResult.Read { Root: var root })
            return $"{Assert.IsType<XmlResult.Refused>(SafeXml.Read(octets, XmlBounds.Message)).Why.Reason}";
        foreach (var c14n in new[] { ExclusiveC14n.Plain, new() { WithComments = true }, new() { InclusivePrefixes = ["xs", "saml", ""] } })
        {
            // What was verified is read again (D4): it must be the same thing the second time.
            var once = c14n.Octets(root);
            var again = Assert.IsType<XmlResult.Read>(SafeXml.Read(once, XmlBounds.Message with { Bytes = once.Length })).Root;
            Assert.Equal(once.ToArray(), c14n.Octets(again).ToArray());
            Assert.Equal(Shape(root), Shape(again));
        }

        return "read";
    }

    private static IEnumerable<string> Shape(Element root) => root.SelfAndBelow().Select(static e =>
        $"{e.NamespaceUri} {e.LocalName} {string.Concat(e.Children.OfType<Text>().Select(static t => t.Value))}");
}

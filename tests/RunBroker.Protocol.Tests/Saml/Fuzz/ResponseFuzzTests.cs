using RunBroker.Protocol.Saml;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>Nobody gets in as somebody else, nothing is thrown, nothing takes long.</summary>
public sealed class ResponseFuzzTests
{
    [Fact, Spec("S-010"), Spec("S-011"), Spec("S-014"), Spec("S-022"), Spec("S-024"), Spec("S-080")]
    public void A_response_that_was_changed_is_refused_or_says_what_was_signed()
    {
        var outcomes = FuzzRun.Of(6000, static dice =>
        {
            var corpus = Corpus.Of;
            var (good, other) = (dice.Of(corpus.Responses), dice.Of(corpus.Responses));
            var mutant = Mutant.Of(good.Xml, other.Xml, dice);
            return new(mutant.Octets, $"{good.Name} with {other.Name}: {mutant.How}", () => Outcome(mutant.Octets, good, other));
        });
        if (outcomes.Values.Sum() < 3000)
            return; // somebody repeats a case

        // Far from all being refused for the same thing, or all being refused.
        Assert.True(outcomes.Count >= 25, string.Join(' ', outcomes.Keys));
        Assert.InRange(outcomes["accepted"], outcomes.Values.Sum() / 100, outcomes.Values.Sum() / 3);
    }

    [Fact, Spec("S-020"), Spec("S-022")]
    public void The_same_changes_fool_a_reader_that_is_naive()
    {
        var outcomes = FuzzRun.Of(1500, static dice =>
        {
            var corpus = Corpus.Of;
            var (good, other) = (dice.Of(corpus.Responses), dice.Of(corpus.Responses));
            var mutant = Mutant.Of(good.Xml, other.Xml, dice);
            return new(mutant.Octets, mutant.How, () => NaiveReader.NameIdIn(mutant.Octets, corpus.Rsa) is "victim" ? "fooled" : "not fooled");
        });
        Assert.True(outcomes.Values.Sum() < 1000 || outcomes.GetValueOrDefault("fooled") >= 5, $"{outcomes.GetValueOrDefault("fooled")} times");
    }

    private static string Outcome(byte[] octets, Sample good, Sample other)
    {
        var corpus = Corpus.Of;
        if (SamlResponse.Validate(octets, corpus.Trust, corpus.Expected, Corpus.Now) is SamlResult.Refused { Why: var why })
            return $"{why.Reason}";
        var got = corpus.IdentityIn(octets);
        Assert.NotNull(got);
        Assert.Contains(got, new[] { good.Identity, other.Identity });
        return "accepted";
    }
}

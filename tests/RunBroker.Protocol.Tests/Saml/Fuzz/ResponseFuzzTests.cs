using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>Nobody gets in as somebody else, nothing is thrown, nothing takes long.</summary>
public sealed class ResponseFuzzTests
{
    [Fact, Spec("S-010"), Spec("S-011"), Spec("S-014"), Spec("S-022"), Spec("S-024"), Spec("S-080")]
    public void A_response_that_was_changed_is_refused_or_says_what_was_signed()
    {
        var outcomes = FuzzRun.Of(4000, static dice =>
        {
            var corpus = Corpus.Of;
            var (good, other) = (dice.Of(corpus.Responses), dice.Of(corpus.Responses));
            var mutant = Mutant.Of(good.Xml, other.Xml, dice);
            return new(mutant.Octets, $"{good.Name} with {other.Name}: {mutant.How}", () => Outcome(mutant.Octets, good, other));
        });
        FuzzRun.AssertVaried(outcomes, 25);
        Assert.InRange(outcomes.GetValueOrDefault("accepted"), outcomes.Values.Sum() / 100, 1 + outcomes.Values.Sum() / 3);
    }

    [Fact, Spec("S-020"), Spec("S-022")]
    public void The_same_changes_fool_a_reader_that_is_naive()
    {
        var outcomes = FuzzRun.Of(1000, static dice =>
        {
            var corpus = Corpus.Of;
            var (good, other) = (dice.Of(corpus.Responses), dice.Of(corpus.Responses));
            var mutant = Mutant.Of(good.Xml, other.Xml, dice);
            return new(mutant.Octets, mutant.How, () => NaiveReader.NameIdIn(mutant.Octets, corpus.Rsa) is "victim" ? "fooled" : "not fooled");
        });
        Assert.True(outcomes.Values.Sum() < 500 || outcomes.GetValueOrDefault("fooled") >= 5, $"{outcomes.GetValueOrDefault("fooled")} times");
    }

    [Fact, Spec("S-011"), Spec("S-050"), Spec("S-068")]
    public void Whatever_a_trusted_provider_signs_is_accepted_or_refused()
    {
        var outcomes = FuzzRun.Of(1000, static dice =>
        {
            var how = new List<string>();
            var octets = SignedAfterwards(dice, how);
            return new(octets, string.Join(", ", how), () => SamlResponse.Validate(octets, Corpus.Of.Trust, Corpus.Of.Expected, Corpus.Now) switch
            {
                SamlResult.Refused { Why: var why } => $"{why.Reason}",
                SamlResult.Accepted { Login.Issuer: Corpus.Idp, Login.Subject.Length: > 0 } => "accepted",
                _ => throw new InvalidOperationException("A login of nobody."),
            });
        });
        FuzzRun.AssertVaried(outcomes, 20);
    }

    // Past the signature, where what was changed after signing never comes.
    private static byte[] SignedAfterwards(Dice dice, List<string> how)
    {
        var corpus = Corpus.Of;
        var draft = corpus.Draft("anna", corpus.Ec, SamlStyle.Plain) with
        {
            BeforeSigning = document => Mutant.Change(new(document, TestXml.Parse(dice.Of(corpus.Responses).Xml), dice), 1 + dice.Below(2), how),
            Encryption = dice.OneIn(4) ? new(corpus.Recipient.Der) : null,
        };
        try
        {
            return draft.Sign(assertion: dice.OneIn(2), response: true).Write();
        }
        catch (Exception)
        {
            how.Add("(unwritable)");
            return corpus.Responses[0].Xml;
        }
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

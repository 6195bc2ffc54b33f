using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

public sealed class LogoutFuzzTests
{
    private static readonly ImmutableArray<Sample> Requests = [.. Drafts(isRequest: true).Select(static (d, i) => Make($"request {i}", d))];
    private static readonly ImmutableArray<Sample> Responses = [.. Drafts(isRequest: false).Select(static (d, i) => Make($"response {i}", d))];

    private static readonly ImmutableArray<byte[]> Unsigned =
        [.. Drafts(isRequest: true).Concat(Drafts(isRequest: false)).Select(static d => (d with { IsSigned = false }).Write())];

    [Fact, Spec("S-110"), Spec("S-112"), Spec("S-011")]
    public void A_logout_request_that_was_changed_is_refused_or_names_who_was_signed() => Run(1000, Requests);

    [Fact, Spec("S-114"), Spec("S-011")]
    public void A_logout_response_that_was_changed_is_refused_or_says_what_was_signed() => Run(700, Responses);

    [Fact, Spec("S-011"), Spec("S-111")]
    public void Whatever_a_trusted_provider_signs_is_accepted_or_refused()
    {
        var outcomes = FuzzRun.Of(1000, static dice =>
        {
            var (good, other) = (dice.Of(Unsigned), dice.Of(Unsigned));
            var mutant = Mutant.Of(good, other, dice);
            var query = TestRedirect.Query(dice.Of(["SAMLRequest", "SAMLResponse"]), mutant.Octets, "handle", Corpus.Of.Ec, SamlUris.EcdsaSha256);
            return new(Encoding.UTF8.GetBytes(query), mutant.How, () => ReadQuery(query));
        });
        FuzzRun.AssertVaried(outcomes, 10);
    }

    private static void Run(int cases, ImmutableArray<Sample> samples)
    {
        var outcomes = FuzzRun.Of(cases, dice =>
        {
            var (good, other) = (dice.Of(samples), dice.Of(samples));
            var mutant = Mutant.Of(good.Xml, other.Xml, dice);
            return new(mutant.Octets, $"{good.Name} with {other.Name}: {mutant.How}", () => Outcome(mutant.Octets, good, other));
        });
        FuzzRun.AssertVaried(outcomes, 10);
    }

    private static string Outcome(byte[] octets, Sample good, Sample other)
    {
        var (identity, outcome) = Read(octets);
        if (identity is not null)
            Assert.Contains(identity, new[] { good.Identity, other.Identity });
        return outcome;
    }

    private static (string? Identity, string Outcome) Read(byte[] octets)
    {
        var trust = Corpus.Of.Trust;
        var asked = LogoutRequest.FromPost(octets, trust, Corpus.Slo, Corpus.Now);
        if (asked is LogoutRequestResult.Accepted { Asked: var a })
            return (string.Join('\n', [a.Id, a.Issuer, $"{a.NameId}", $"{a.ReplayUntil:O}", .. a.SessionIndexes]), "accepted");
        var answered = LogoutResponse.FromPost(octets, trust, Corpus.Slo, Corpus.RequestId, Corpus.Now);
        return answered is LogoutResponseResult.Accepted { Status: var status }
            ? ($"{status}", "accepted")
            : (null, $"{((LogoutRequestResult.Refused)asked).Why.Reason} {((LogoutResponseResult.Refused)answered).Why.Reason}");
    }

    private static string ReadQuery(string query)
    {
        if (RedirectBinding.Read(query) is not RedirectResult.Read { Message: var message })
            return "no message";
        var trust = Corpus.Of.Trust;
        return (LogoutRequest.FromRedirect(message, trust, Corpus.Slo, Corpus.Now), LogoutResponse.FromRedirect(message, trust, Corpus.Slo, Corpus.RequestId, Corpus.Now)) switch
        {
            (LogoutRequestResult.Accepted, LogoutResponseResult.Refused) => "request",
            (LogoutRequestResult.Refused, LogoutResponseResult.Accepted) => "response",
            (LogoutRequestResult.Refused { Why: var why }, LogoutResponseResult.Refused { Why: var whyElse }) => $"{why.Reason} {whyElse.Reason}",
            _ => throw new InvalidOperationException("A request and a response at once."),
        };
    }

    private static Sample Make(string name, LogoutDraft draft)
    {
        var xml = draft.Write();
        var (identity, outcome) = Read(xml);
        Assert.True(draft.Key == Corpus.Of.Attacker == identity is null, outcome);
        return new(name, xml, identity);
    }

    private static IEnumerable<LogoutDraft> Drafts(bool isRequest)
    {
        var corpus = Corpus.Of;
        foreach (var (i, key) in new[] { corpus.Rsa, corpus.Ec, corpus.Rsa, corpus.Attacker }.Index())
        {
            var request = LogoutDraft.Request(key, Corpus.Idp, Corpus.Slo, new($"anna-{i}") { NameQualifier = Corpus.Idp }, Corpus.Now);
            yield return !isRequest ? LogoutDraft.Response(key, Corpus.Idp, Corpus.Slo, Corpus.RequestId, Corpus.Now)
                : request with { SessionIndexes = [$"_s{i}", "_t"], Encryption = i == 2 ? new(corpus.Recipient.Der) : null };
        }
    }
}

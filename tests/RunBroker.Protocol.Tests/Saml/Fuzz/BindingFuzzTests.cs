using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

public sealed class BindingFuzzTests
{
    private static readonly string[] Pieces =
    [
        "&", "=", "?", "%", "%2", "%00", "%zz", "+", "&SAMLRequest=", "&%53AMLRequest=", "&SAMLResponse=", "&RelayState=", "&RelayState", "&SigAlg=", "&Signature=",
        "&SAMLEncoding=", "&signature=AAAA", "&x=y", "AAAA", "%2B", "=", "\u00e4", "\ud800", ";", "#", "[]",
    ];

    [Fact, Spec("S-002"), Spec("S-005"), Spec("S-111")]
    public void A_signed_query_that_was_changed_is_refused_or_says_what_was_signed()
    {
        var outcomes = FuzzRun.Of(2000, static dice =>
        {
            var corpus = Corpus.Of;
            var key = dice.Of([corpus.Rsa, corpus.Ec, corpus.Attacker]);
            var parameter = dice.Of(["SAMLRequest", "SAMLResponse"]);
            var state = dice.Of([null, "", "handle", "a b"]);
            var method = key == corpus.Ec ? SamlUris.EcdsaSha256 : SamlUris.RsaSha256;
            var good = TestRedirect.Query(parameter, corpus.Responses[0].Xml, state, key, method);
            var query = Changed(good, dice);
            return new(Encoding.UTF8.GetBytes(query), "query", () => Outcome(query, key != corpus.Attacker ? (parameter, state) : null));
        });
        FuzzRun.AssertVaried(outcomes, 7);
    }

    [Fact, Spec("S-002"), Spec("S-003")]
    public void A_form_field_of_any_text_is_decoded_or_refused() => FuzzRun.Of(2000, static dice =>
    {
        var good = Convert.ToBase64String(dice.Of(Corpus.Of.Responses).Xml);
        var field = TextMutations.OnText.Aggregate(good, (text, row) => dice.OneIn(20) ? row.On(text, good, dice) : text);
        return new(Encoding.UTF8.GetBytes(field), "field", () => PostBinding.Decode(field).GetType().Name);
    });

    private static string Changed(string query, Dice dice)
    {
        for (var i = dice.Below(4); i > 0; i--)
        {
            var at = dice.Below(query.Length + 1);
            var length = Math.Min(dice.Below(dice.OneIn(4) ? 300 : 4), query.Length - at);
            query = dice.Below(4) switch
            {
                0 => query.Remove(at, length),
                1 => query.Insert(at, query.Substring(at, length)),
                2 => string.Join('&', query.Split('&').OrderBy(_ => dice.Next())),
                _ => query.Insert(at, dice.Of(Pieces)),
            };
        }

        return query;
    }

    private static string Outcome(string query, (string Parameter, string? RelayState)? sent)
    {
        var corpus = Corpus.Of;
        if (RedirectBinding.Read(query) is not RedirectResult.Read { Message: var message })
            return $"{Assert.IsType<RedirectResult.Refused>(RedirectBinding.Read(query)).Why.Reason}";
        if (message.Verify(corpus.Trust.Keys, corpus.Trust.Signatures, Corpus.Now) is { } why)
            return $"{why.Reason}";
        Assert.Equal(sent, (message.IsRequest ? "SAMLRequest" : "SAMLResponse", message.RelayState));
        Assert.Equal(corpus.Responses[0].Xml, message.Xml.ToArray());
        return "verified";
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using RunBroker.Cases;
using RunBroker.Claims;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Cases;

/// <summary>What is kept of messages: no secret, what is personal marked, and not too much.</summary>
public sealed class CaseRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 14, 2, 31, TimeSpan.Zero);

    [Theory, Spec("contract-6")]
    [InlineData("maria@acme.example", "m•••@acme.example")]
    [InlineData("Maria Souza", "M•••")]
    [InlineData("a", "•••")]
    [InlineData("jo", "•••")]
    [InlineData("", "")]
    public void A_marked_value_is_masked_and_comes_back_whole(string value, string masked)
    {
        var text = $"before {Personal.Mark(value)} after";
        Assert.Equal($"before {masked} after", Personal.Masked(text));
        Assert.Equal($"before {value} after", Personal.Revealed(text));
    }

    [Fact, Spec("contract-6")]
    public void An_address_in_a_sentence_is_masked_though_nobody_marked_it()
    {
        Assert.Equal("User 'm•••@acme.example' is not assigned.", Personal.Masked("User 'maria@acme.example' is not assigned."));
        Assert.Equal("https://sso.example/realms/acme", Personal.Masked("https://sso.example/realms/acme"));
    }

    [Fact, Spec("contract-6")]
    public void Marks_from_outside_open_and_close_nothing()
    {
        var text = Personal.Mark("ma⦄ria⦃x");
        Assert.Equal("m•••", Personal.Masked(text));
        Assert.Equal("ma}ria{x", Personal.Revealed(text));
    }

    [Fact, Spec("P-003")]
    public void Of_parameters_secrets_are_cut_and_what_is_not_known_is_personal()
    {
        var made = DecodedParameters.Of("POST https://idp.example/token",
        [
            new("grant_type", "authorization_code"), new("code", "the-code"), new("code_verifier", "the-verifier"), new("client_secret", "the-secret"),
            new("client_assertion", "a.b.c"), new("Authorization", "Basic dXM6c2VjcmV0"), new("login_hint", "maria@acme.example"), new("redirect_uri", "https://sso.example/cb"),
        ]);
        var shown = Personal.Masked(made.Text);
        foreach (var secret in new[] { "the-code", "the-verifier", "the-secret", "a.b.c", "dXM6", "maria@" })
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        Assert.Contains("redirect_uri: https://sso.example/cb", shown, StringComparison.Ordinal);
        Assert.Contains("code: [cut, 8 characters]", shown, StringComparison.Ordinal);
        Assert.Contains("m•••@acme.example", shown, StringComparison.Ordinal);
        Assert.Equal(["code", "code_verifier", "client_secret", "client_assertion", "Authorization"], made.Redacted);
        Assert.DoesNotContain("the-secret", Personal.Revealed(made.Text), StringComparison.Ordinal);
    }

    [Fact, Spec("P-003")]
    public void Of_a_token_header_and_claims_are_shown_without_signature_and_nonce()
    {
        var key = TestKey.Rsa("k1");
        var token = TestJws.Sign(new() { ["alg"] = "RS256", ["kid"] = "k1" },
            new() { ["iss"] = "https://idp.example", ["sub"] = "u-1000", ["nonce"] = "the-nonce", ["email"] = "maria@acme.example", ["email_verified"] = true, ["exp"] = 1700000000, ["groups"] = new System.Text.Json.Nodes.JsonArray("staff", "admins") }, key);
        var made = DecodedJson.Token(token);
        var shown = Personal.Masked(made.Text);
        Assert.Contains("\"kid\": \"k1\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"iss\": \"https://idp.example\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"exp\": 1700000000", shown, StringComparison.Ordinal);
        Assert.Contains("\"email_verified\": true", shown, StringComparison.Ordinal);
        Assert.Contains("m•••@acme.example", shown, StringComparison.Ordinal);
        foreach (var hidden in new[] { "the-nonce", "u-1000", "maria@", "staff", token.Split('.')[2] })
            Assert.DoesNotContain(hidden, shown, StringComparison.Ordinal);
        Assert.Contains("maria@acme.example", Personal.Revealed(made.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("the-nonce", Personal.Revealed(made.Text), StringComparison.Ordinal);
        Assert.Equal(["signature", "nonce"], made.Redacted);
    }

    [Theory, Spec("S-085")]
    [InlineData("a.b.c.d.e", "an encrypted token")]
    [InlineData("nothing", "no token")]
    [InlineData("bm90.anNvbg.x", "no token")]
    [InlineData("eyJhIjoiXHVkODAwIn0.e30.x", "no program can read")]
    public void What_cannot_be_decoded_is_only_counted(string token, string says) =>
        Assert.Contains(says, DecodedJson.Token(token).Text, StringComparison.Ordinal);

    [Fact, Spec("O-164")]
    public void Of_a_token_answer_only_its_own_members_are_named()
    {
        var made = DecodedJson.TokenAnswer(200, "application/json", """{"access_token":"at","id_token":"it","refresh_token":"rt","expires_in":3600,"inner_secret":"x"}"""u8.ToArray());
        Assert.Contains("\"expires_in\": 3600", made.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("inner_secret", made.Text, StringComparison.Ordinal);
        Assert.Contains("\"access_token\": \"[cut, 2 characters]\"", made.Text, StringComparison.Ordinal);
        var html = DecodedJson.TokenAnswer(502, "text/html", "<h1>inner host</h1>"u8.ToArray());
        Assert.Equal("HTTP 502 text/html, 19 octets", html.Text);
    }

    [Fact, Spec("P-003")]
    public void Of_a_SAML_message_signature_values_are_cut_and_what_is_about_the_person_is_marked()
    {
        var draft = ResponseDraft.Good(new("https://idp.example", "https://sso.example/sp", "https://sso.example/acs", "_r1"), TestSamlKey.OfRsa(), Now);
        var made = DecodedXml.Of(draft.Write());
        var shown = Personal.Masked(made.Text);
        Assert.Contains("<saml:Issuer>https://idp.example</saml:Issuer>", shown.Replace("saml2:", "saml:", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("https://sso.example/sp", shown, StringComparison.Ordinal);
        Assert.Contains("InResponseTo=\"_r1\"", shown, StringComparison.Ordinal);
        Assert.Matches("SignatureValue>\\[cut, \\d+ characters\\]<", shown);
        Assert.Contains("m•••@tagoio.example", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("u-1000", shown, StringComparison.Ordinal);
        Assert.Contains("u-1000", Personal.Revealed(made.Text), StringComparison.Ordinal);
        Assert.Contains("SignatureValue", made.Redacted);
        Assert.Equal("no XML that can be read, 9 octets", DecodedXml.Of("<!DOCTYPE"u8.ToArray()).Text);
    }

    [Fact, Spec("contract-6")]
    public void A_record_is_never_over_its_bound_and_says_where_it_was_cut()
    {
        var record = new CaseRecord();
        for (var i = 0; i < 9; i++)
            record.Received(Now, "response", new(new string('é', 40_000), []));
        var json = record.ToJson();
        Assert.InRange(json.Length, 1, CaseRecord.MostBytes);
        var read = CaseRecord.Read(json);
        Assert.Contains("… cut, ", read.Messages[0].Decoded, StringComparison.Ordinal);
    }

    [Fact, Spec("contract-6")]
    public void A_value_that_was_cut_in_the_middle_stays_masked()
    {
        var record = new CaseRecord();
        record.Received(Now, "response", new(new string('x', 12_270) + Personal.Mark("Maria Souza of Acme, whose name is long"), []));
        var kept = CaseRecord.Read(record.ToJson()).Messages[0].Decoded;
        Assert.DoesNotContain("Maria", Personal.Masked(kept), StringComparison.Ordinal);
        Assert.Contains("… cut, ", Personal.Masked(kept), StringComparison.Ordinal);
    }

    [Fact, Spec("contract-6")]
    public void The_claims_come_back_as_the_mappings_read_them()
    {
        var record = new CaseRecord();
        var json = JsonElement.Parse("""{"email":"maria@acme.example","groups":["a","b"],"realm_access":{"roles":["x"]},"_claim_names":{"hr":"src"}}""");
        var claims = UpstreamClaims.FromJson(json);
        record.Claims = claims;
        var back = CaseRecord.Read(record.ToJson()).Claims;
        Assert.Equal(claims.All.Select(c => c.Key).Order(StringComparer.Ordinal), back.All.Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.Equal(ImmutableArray.Create("x"), back.Find("realm_access.roles")!.Values.AsEnumerable());
        Assert.True(back.Find("groups")!.IsArray);
        Assert.Equal(claims.IsElsewhere("hr"), back.IsElsewhere("hr"));
        Assert.False(CaseRecord.Read(record.ToJson()).ClaimsCut);
    }

    [Fact, Spec("contract-6")]
    public void A_claim_that_is_too_long_is_cut_and_says_so_and_no_other_one_is_lost_for_it()
    {
        var record = new CaseRecord
        {
            Claims = UpstreamClaims.FromAttributes([new("family_name", [new string('é', 10_000)]), new("groups", ["a", "b"]), new("many", [.. Enumerable.Repeat("t", 5_000)])]),
        };
        var kept = CaseRecord.Read(record.ToJson());
        Assert.True(kept.ClaimsCut);
        Assert.Equal(["family_name", "groups", "many"], kept.Claims.All.Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.Equal(new string('é', 500) + "… +9500", Assert.Single(kept.Claims.Find("family_name")!.Values));
        Assert.Equal(["a", "b"], kept.Claims.Find("groups")!.Values.AsEnumerable());
        Assert.Equal("… +4950", kept.Claims.Find("many")!.Values[^1]);
    }

    [Fact, Spec("P-003")]
    public void Whatever_comes_the_record_stays_within_its_bounds()
    {
        var record = new CaseRecord
        {
            Claims = UpstreamClaims.FromAttributes([.. Enumerable.Range(0, 2_000).Select(i => KeyValuePair.Create<string, ImmutableArray<string>>($"claim{i}", [new string('é', 3_000)]))]),
        };
        var json = record.ToJson();
        Assert.True(json.Length <= CaseRecord.MostBytes);
        Assert.NotEmpty(CaseRecord.Read(json).Claims.All);
    }

    [Fact, Spec("P-003")]
    public void A_record_takes_less_room_than_its_text_and_comes_back_whole_also_one_that_was_sealed_as_text()
    {
        var box = new SecretBox(Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Parse(MasterKey.NewLine(), false)).Key);
        var place = new SecretPlace(null, "sign_in", "sin_1", "record");
        var text = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"<saml:Attribute Name=\"a{i}\"><saml:AttributeValue>{Personal.Mark($"v{i}")}</saml:AttributeValue></saml:Attribute>"));
        var (first, second) = (Of("first", text), Of("second", text));
        var asText = box.Seal(first.ToJson(), place);
        foreach (var before in new[] { SealedRecord.Behind(null, first, place, box), asText })
        {
            var both = SealedRecord.Behind(before, second, place, box);
            Assert.Equal(["first", "second"], SealedRecord.Open(both, place, box)!.Messages.Select(m => m.Kind));
            Assert.All(SealedRecord.Open(both, place, box)!.Messages, m => Assert.Equal(text, m.Decoded));
        }

        Assert.InRange(SealedRecord.Behind(null, first, place, box).Length, 200, asText.Length / 3);

        static CaseRecord Of(string kind, string text)
        {
            var record = new CaseRecord();
            record.Sent(Now, kind, new(text, []));
            return record;
        }
    }

    [Fact]
    public void What_is_no_packed_record_is_refused() => Assert.Throws<InvalidDataException>(() => PackedRecord.Read([1, 2, 3]));
}

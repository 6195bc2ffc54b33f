using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Check;

/// <summary>The forms in which people come by a message, recordings of the browser, and what nothing can be made of.</summary>
public sealed class CheckFormsTests(SharedScene shared) : IClassFixture<SharedScene>
{
    public static TheoryData<string> Forms => ["base64", "base64 in lines", "URL-encoded", "XML", "XML with a mark", "form", "form with a plus", "deflated", "URL"];

    [Theory, MemberData(nameof(Forms)), Spec("contract-6")]
    public async Task A_response_is_recognised_in_every_form(string form)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        var base64 = held["SAMLResponse"]!;
        var xml = Convert.FromBase64String(base64);
        var input = form switch
        {
            "base64" => $"  {base64}\n",
            "base64 in lines" => string.Join("\r\n", base64.Chunk(76).Select(c => new string(c))),
            "URL-encoded" => Uri.EscapeDataString(base64),
            "XML" => Encoding.UTF8.GetString(xml),
            "XML with a mark" => "\uFEFF" + Encoding.UTF8.GetString(xml),
            "form" => $"SAMLResponse={Uri.EscapeDataString(base64)}&RelayState={Uri.EscapeDataString(held["RelayState"]!)}",
            "form with a plus" => $"RelayState=x&SAMLResponse={base64}",
            "deflated" => Convert.ToBase64String(Deflate(xml)),
            _ => $"{stage.AcsUrl}?SAMLResponse={Uri.EscapeDataString(Convert.ToBase64String(Deflate(xml)))}",
        };

        var pasted = await stage.Check(input);

        Assert.True(("saml_response", "held") == ((string?)pasted["kind"], pasted.Verdict()), pasted.ToJsonString());
        Assert.Equal(form is "deflated" or "URL", pasted.Notes().Any(n => n.Contains("by POST only", StringComparison.Ordinal)));
    }

    [Theory, Spec("S-111")]
    [InlineData(SamlUris.Redirect)]
    [InlineData(SamlUris.Post)]
    public async Task A_logout_request_is_judged_and_signs_nobody_out(string binding)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var draft = stage.Logout();
        var input = binding == SamlUris.Redirect ? $"{stage.SloUrl}?{draft.WriteQuery(null)}" : Convert.ToBase64String(draft.Write());

        var pasted = await stage.Check(input);

        Assert.True(("logout_request", "held", 1) == ((string?)pasted["kind"], pasted.Verdict(), (int?)pasted["sessions"]), pasted.ToJsonString());
        Assert.All(pasted["checks"]!.AsArray(), c => Assert.Equal("held", (string)c!["result"]!));
        Assert.Null((await stage.Session()).EndedAt);

        var late = await stage.Check(input, at: stage.Scene.Clock.GetUtcNow().AddHours(1));
        Assert.Contains(late.Code(), new[] { "upstream.Expired", "upstream.TooOld" });
        await stage.Send(draft, binding);
        Assert.NotNull((await stage.Session()).EndedAt);
        Assert.Equal("not_checked", (await stage.Check(input)).ResultOf("check.replay"));
    }

    [Theory, Spec("S-110")]
    [InlineData("NotSigned", "check.signature")]
    [InlineData("WrongDestination", "check.address")]
    [InlineData("WrongIssuer", "check.issuer")]
    [InlineData("LogoutNamesNobody", "check.subject")]
    public async Task A_bad_logout_request_is_refused_for_the_reason_that_the_endpoint_gives(string reason, string check)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var draft = reason switch
        {
            "NotSigned" => stage.Logout() with { IsSigned = false },
            "WrongDestination" => stage.Logout() with { Destination = "https://somebody.else/slo" },
            "WrongIssuer" => stage.Logout() with { Issuer = "https://somebody.else" },
            _ => stage.Logout() with { NameId = null },
        };
        var pasted = await stage.Check(Convert.ToBase64String(draft.Write()));
        pasted.IsRefusedAt($"upstream.{reason}", check);
        await stage.NotSignedOut(await stage.Send(draft, SamlUris.Post), pasted.Code()!);
    }

    [Fact, Spec("S-114")]
    public async Task A_logout_answer_is_held_against_the_request_that_is_named()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var draft = LogoutDraft.Response(stage.Idp.Keys.Signing, stage.Idp.EntityId, stage.SloUrl, "_our-request", stage.Scene.Clock.GetUtcNow());
        var input = Convert.ToBase64String(draft.Write());
        var pasted = await stage.Check(input);
        Assert.True(("logout_response", "held", "not_checked") == ((string?)pasted["kind"], pasted.Verdict(), pasted.ResultOf("check.in_response_to")), pasted.ToJsonString());
        Assert.Equal("held", (await stage.Check(input, new() { ["in_response_to"] = "_our-request" })).ResultOf("check.in_response_to"));
        (await stage.Check(input, new() { ["in_response_to"] = "_another" })).IsRefusedAt("upstream.WrongInResponseTo", "check.in_response_to");
    }

    [Fact, Spec("contract-6")]
    public async Task Of_a_recording_each_message_for_this_connection_is_judged_at_its_own_time()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var (held, then) = (await stage.Held(), stage.Scene.Clock.GetUtcNow());
        var asked = stage.Idp.RequestsTo("/sso")[^1];
        var broken = Convert.ToBase64String(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String(held["SAMLResponse"]!)).Replace("Maria", "Marie", StringComparison.Ordinal)));
        var har = Har(
            Entry("GET", $"{stage.Idp.SsoUrl}?{string.Join('&', asked.Query.Pairs.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"))}", null, then),
            Entry("POST", "https://elsewhere.example/federation/saml/con_somebody/acs", "SAMLResponse=x", then),
            Entry("POST", stage.AcsUrl, $"SAMLResponse={Uri.EscapeDataString(held["SAMLResponse"]!)}&RelayState=r", then),
            Entry("GET", "https://static.example/a.js", null, then),
            Entry("POST", stage.AcsUrl, $"SAMLResponse={Uri.EscapeDataString(broken)}", then));
        stage.Scene.Clock.Advance(TimeSpan.FromHours(2));

        var pasted = await stage.Check(har);

        Assert.True(("har", "refused") == ((string?)pasted["kind"], pasted.Verdict()), pasted.ToJsonString());
        var results = pasted["results"]!.AsArray().Select(r => r!.AsObject()).ToArray();
        Assert.Equal(["held", "refused"], results.Select(r => r.Verdict()));
        // The recording itself shows which request was sent.
        Assert.Equal("held", results[0].ResultOf("check.in_response_to"));
        Assert.Equal("upstream.WrongDigest", results[1].Code());
        Assert.Contains(pasted.Notes(), n => n.Contains("another connection", StringComparison.Ordinal));
        Assert.Equal("upstream.ConfirmationExpired", (await stage.Check(har, at: stage.Scene.Clock.GetUtcNow()))["results"]![0]!.AsObject().Code());
    }

    [Fact, Spec("contract-6")]
    public async Task In_a_recording_a_callback_is_held_against_the_state_that_was_sent()
    {
        var stage = await Stage.On(shared.Scene);
        var url = await stage.GoUpToTheCallback();
        var asked = stage.Op.RequestsTo("/authorize")[^1];
        var authorize = $"{stage.Op.Issuer}/authorize?{string.Join('&', asked.Query.Pairs.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"))}";
        var now = stage.Scene.Clock.GetUtcNow();
        var pasted = await stage.Check(Har(Entry("GET", authorize, null, now), Entry("GET", url, null, now)));
        Assert.Equal("held", pasted["results"]![0]!.AsObject().ResultOf("check.state"));
    }

    [Theory, Spec("contract-6")]
    [InlineData("", "check.Empty")]
    [InlineData("   \n", "check.Empty")]
    [InlineData("what is this", "check.NotRecognised")]
    [InlineData("QUJDREVGRw==", "check.NotRecognised")]
    [InlineData("<html><body>no</body></html>", "check.NotRecognised")]
    [InlineData("https://sso.example/federation/saml/con_x/acs", "check.NotRecognised")]
    [InlineData("https://sso.example/callback#code=x&state=y", "check.InFragment")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.", "check.OtherProtocol")]
    [InlineData("https://sso.example/callback?code=x&state=y", "check.OtherProtocol")]
    [InlineData("{\"log\": 1}", "check.HarMalformed")]
    [InlineData("{\"log\"", "check.HarMalformed")]
    [InlineData("{\"log\": {\"entries\": []}}", "check.HarWithoutMessages")]
    [InlineData("<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_a\"/>", "check.OurOwnRequest")]
    public async Task What_nothing_can_be_made_of_is_said_to_be_unreadable_and_why(string input, string code)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var pasted = await stage.Check(input);
        Assert.Equal(("unreadable", code), (pasted.Verdict(), pasted.Code()));
        Assert.NotEmpty((string)pasted["error"]!["fix"]!);
        Assert.Empty(pasted["checks"]!.AsArray());
    }

    [Fact, Spec("O-125")]
    public async Task What_is_too_large_is_not_read()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        Assert.Equal("check.TooLarge", (await stage.Check(new string('A', (1024 * 1024) + 1))).Code());
        Assert.Equal("check.TooLarge", (await stage.Check("{\"log\":\"" + new string('A', 10 * 1024 * 1024) + "\"}")).Code());
        Assert.Equal("check.HarMalformed", (await stage.Check("{\"log\":\"" + new string('A', 9 * 1024 * 1024) + "\"}")).Code());
        // A message of more than the endpoint takes is for the judge, as there.
        Assert.Equal("upstream.TooLarge", (await stage.Check($"SAMLResponse={new string('A', 400 * 1024)}")).Code());
    }

    [Fact, Spec("contract-6")]
    public async Task A_kind_that_is_named_counts_and_one_that_is_none_is_refused()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        Assert.Equal("upstream.WrongRoot", (await stage.Check(held["SAMLResponse"]!, kind: "logout_request")).Code());
        foreach (var body in (JsonObject[])[new() { ["input"] = "x", ["kind"] = "nonsense" }, new() { ["input"] = 1 }, [], new() { ["input"] = "x", ["at"] = "yesterday" },
            new() { ["input"] = "x", ["at"] = "9999-01-01T00:00:00Z" }, new() { ["input"] = "x", ["as_if"] = new JsonObject { ["code"] = "x" } }])
            Assert.Equal(422, (await stage.Paste(body)).Status);
    }

    private static byte[] Deflate(byte[] octets)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(octets);
        return packed.ToArray();
    }

    private static string Har(params JsonObject[] entries) =>
        new JsonObject { ["log"] = new JsonObject { ["version"] = "1.2", ["entries"] = new JsonArray([.. entries]) } }.ToJsonString();

    private static JsonObject Entry(string method, string url, string? body, DateTimeOffset at)
    {
        var request = new JsonObject { ["method"] = method, ["url"] = url };
        if (body is not null)
            request["postData"] = new JsonObject { ["mimeType"] = "application/x-www-form-urlencoded", ["text"] = body };
        return new() { ["startedDateTime"] = CheckSteps.Rfc3339(at), ["request"] = request, ["response"] = new JsonObject { ["status"] = 200 } };
    }
}

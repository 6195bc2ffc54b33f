using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Check;

/// <summary>A check leaves nothing behind, reaches no other tenant, and is no oracle.</summary>
public sealed class CheckSafetyTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact, Spec("contract-6")]
    public async Task Nothing_is_written_but_that_somebody_asked()
    {
        await using var scene = await Scene.Start();
        await using var stage = await SamlStage.On(scene);
        await stage.SignIn();
        var (held, logout) = (await stage.InAnotherBrowser().Held(), Convert.ToBase64String(stage.Logout().Write()));
        var before = await scene.Everything();
        var (user, session) = ((await stage.Users()).Single(), await stage.Session());

        await stage.Check(held["SAMLResponse"]!);
        scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await stage.Check(logout);
        scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await stage.Check("nothing of it");

        Assert.Equal(before, await scene.Everything());
        Assert.Equal(user with { Roles = [] }, (await stage.Users()).Single() with { Roles = [] });
        Assert.Equal(session.EndedAt, (await stage.Session()).EndedAt);
        var told = await stage.Events("connection.checked");
        Assert.Equal(["unreadable", "held", "held"], told.Select(e => (string)JsonNode.Parse(e.Data)!["verdict"]!));
        Assert.Equal([null, "logout_request", "saml_response"], told.Select(e => (string?)JsonNode.Parse(e.Data)!["kind"]));
        Assert.All(told, e => Assert.Equal(("token:bootstrap", stage.Connection.Id), (e.Actor, e.TargetId)));
        Assert.DoesNotContain("maria", string.Concat(told.Select(e => e.Data)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact, Spec("P-003")]
    public async Task What_was_pasted_is_in_no_log()
    {
        await using var scene = await Scene.Start();
        await using var stage = await SamlStage.On(scene);
        var held = await stage.Held();
        await stage.Check(held["SAMLResponse"]!);
        await stage.Check("a-very-special-word");
        var log = scene.Broker.Options.Log.All;
        Assert.DoesNotContain("a-very-special-word", log, StringComparison.Ordinal);
        Assert.DoesNotContain("maria@acme.example", log, StringComparison.Ordinal);
        Assert.DoesNotContain(held["SAMLResponse"]![..40], log, StringComparison.Ordinal);
    }

    [Fact, Spec("P-010")]
    public async Task Another_tenants_connection_is_the_404_of_what_does_not_exist()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await using var other = await SamlStage.On(shared.Scene);
        var body = new JsonObject { ["input"] = "x" };
        var theirs = await (stage with { Connection = other.Connection }).Paste(body);
        var nobodys = await (stage with { Connection = other.Connection with { Id = "con_nowhere" } }).Paste(body);
        Assert.Equal((404, nobodys.Body), (theirs.Status, theirs.Body));
    }

    [Theory, Spec("P-012")]
    [InlineData("tenant:read", 403)]
    [InlineData("tenant:write", 200)]
    public async Task Who_may_only_read_may_not_have_things_opened(string scope, int status)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var (row, token) = ManagementTokens.Create([scope], stage.Tenant.Id, stage.Scene.Clock.GetUtcNow(), null);
        await stage.Db.Write(tx => ApiTokenStore.Insert(tx, row), CancellationToken.None);
        Assert.Equal(status, (await stage.Paste(new() { ["input"] = "x" }, token: token)).Status);
    }

    [Fact, Spec("S-085")]
    public async Task Whatever_is_wrong_inside_what_is_encrypted_the_answer_is_the_same_and_comes_seldom()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { AllowAesCbc = true });
        var ours = (await stage.Db.Read(tx => SamlKeyStore.Of(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None))
            .First(k => k.KeyUse == SamlKeyRow.Encryption);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var edit in (Func<EncryptionPlan, EncryptionPlan>[])
        [
            p => p with { EditCipher = c => { c[^1] ^= 1; return c; } },
            p => p with { EditCipher = c => { c[0] ^= 1; return c; } },
            p => p with { EditKey = k => { k[0] ^= 1; return k; } },
            p => p with { EditPlaintext = _ => "no XML at all"u8.ToArray() },
            p => p with { Content = SamlUris.Aes256Cbc, EditCipher = c => { c[^1] ^= 1; return c; } },
            p => p with { Content = SamlUris.Aes256Cbc, EditPlaintext = _ => "no XML at all"u8.ToArray() },
        ])
        {
            stage.Idp.Mend();
            stage.Idp.Break(d => d.Sign(assertion: true, response: true) with { Encryption = edit(new(ours.Certificate)) });
            var held = await stage.InAnotherBrowser().Held();
            var pasted = await stage.Check(held["SAMLResponse"]!, new() { ["in_response_to"] = stage.Idp.LastAuthnRequest.Id }, at: stage.Scene.Clock.GetUtcNow());
            Assert.Equal("upstream.DecryptionFailed", pasted.Code());
            answers.Add($"{pasted["error"]!.ToJsonString()}{string.Concat(pasted["checks"]!.AsArray().Select(c => $"{c!["name"]}{c["result"]}{c["got"]}"))}{pasted["notes"]!.ToJsonString()}");
        }

        Assert.Single(answers);
        for (var i = 0; i < 54; i++)
            Assert.Equal(200, (await stage.Paste(new() { ["input"] = "x" })).Status);
        var refused = await stage.Paste(new() { ["input"] = "x" });
        Assert.Equal((429, "urn:runbroker:problem:too_many_requests"), (refused.Status, (string)refused.Json["type"]!));
        stage.Scene.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await stage.Paste(new() { ["input"] = "x" })).Status);
    }

    [Fact, Spec("contract-6")]
    public async Task It_answers_in_the_readers_language()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { Audiences = ["https://somebody.else"] });
        var held = await stage.Held();
        var pt = (await stage.Paste(new() { ["input"] = held["SAMLResponse"] }, "pt-BR")).Json;
        var en = (await stage.Paste(new() { ["input"] = held["SAMLResponse"] })).Json;
        Assert.Equal(en.Code(), pt.Code());
        Assert.NotEqual((string)en["error"]!["title"]!, (string)pt["error"]!["title"]!);
        Assert.Contains("Não se sabe", (string)pt.Row("check.in_response_to")["why"]!, StringComparison.Ordinal);
    }
}

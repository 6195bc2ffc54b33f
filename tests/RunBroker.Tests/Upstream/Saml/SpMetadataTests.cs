using System.Security.Cryptography.Xml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>What we publish for a connection's provider.</summary>
public sealed class SpMetadataTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("TG-20")]
    public async Task It_is_served_from_the_beginning_enabled_or_not_and_says_where_we_are(bool enabled)
    {
        await using var stage = await SamlStage.On(shared.Scene, s => enabled ? s : new() { RequireSigned = "response" });
        if (!enabled)
            await shared.Scene.Change(stage.Connection, c => c with { Enabled = false });

        var answer = await Wire.Get(stage.EntityId);

        Assert.Equal((200, "application/samlmetadata+xml"), (answer.Status, answer.Headers["content-type"]));
        var sp = TestSamlSp.FromMetadata(answer.Body);
        Assert.Equal((stage.EntityId, stage.SloUrl), (sp.EntityId, sp.SloUrl));
        Assert.Equal([stage.AcsUrl], sp.AcsUrls);
        Assert.Single(sp.SigningCertificates);
        Assert.Single(sp.EncryptionCertificates);
        Assert.NotEqual(sp.SigningCertificates[0].Thumbprint, sp.EncryptionCertificates[0].Thumbprint);
        Assert.Contains($"WantAssertionsSigned=\"{(enabled ? "true" : "false")}\"", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", answer.Body, StringComparison.Ordinal);
        // A provider that took it as a file does not stop after two weeks.
        Assert.DoesNotContain("validUntil", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("SAMLMeta-3")]
    public async Task It_is_signed_when_asked()
    {
        await using var stage = await SamlStage.On(shared.Scene);

        var answer = await Wire.Get(stage.EntityId + "?signed=true");

        var root = TestXml.Root(TestXml.Parse(answer.Body));
        Assert.Equal(stage.EntityId, root.GetAttribute("entityID"));
        Assert.NotEqual("", root.GetAttribute("validUntil"));
        var signed = new SignedXml(root);
        signed.LoadXml(TestXml.One(root, "Signature"));
        Assert.True(signed.CheckSignature(TestSamlSp.FromMetadata(answer.Body).SigningCertificates[0], verifySignatureOnly: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?signed=true")]
    public async Task Caches_ask_with_its_ETag_until_it_changes(string query)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var first = await Wire.Get(stage.EntityId + query);
        var tag = first.Headers["etag"]!;
        Assert.Contains("max-age=", first.Headers["cache-control"], StringComparison.Ordinal);
        var other = await Wire.Get(stage.EntityId + (query.Length == 0 ? "?signed=true" : ""));
        Assert.NotEqual(tag, other.Headers["etag"]);

        var again = await Wire.Get(stage.EntityId + query, ("If-None-Match", tag));
        Assert.Equal((304, ""), (again.Status, again.Body));
        Assert.Equal(first.Body, (await Wire.Get(stage.EntityId + query)).Body);

        await stage.Change(s => s with { NameIdFormat = SamlUris.Persistent });
        Assert.Equal(200, (await Wire.Get(stage.EntityId + query, ("If-None-Match", tag))).Status);
    }

    [Fact]
    [Spec("SDP-SP38")]
    public async Task A_next_key_is_in_it_before_it_is_used()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var now = shared.Scene.Clock.GetUtcNow();
        var keys = await stage.Db.Read(tx => SamlKeyStore.Of(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None);
        using var next = SpKey.Create("next", now, now.AddYears(1));
        await stage.Db.Write(async tx =>
        {
            foreach (var use in keys)
                await SamlKeyStore.Insert(tx, stage.KeyRow(use.KeyUse, next, generation: 2, activeAt: now.AddDays(60)));
            await ConnectionStore.TrustChanged(tx, stage.Tenant.Id, stage.Connection.Id);
        }, CancellationToken.None);

        var sp = TestSamlSp.FromMetadata((await Wire.Get(stage.EntityId)).Body);

        Assert.Equal((2, 2), (sp.SigningCertificates.Length, sp.EncryptionCertificates.Length));
        Assert.Equal(next.Certificate.ToArray(), sp.SigningCertificates[1].RawData);
        // A provider that encrypts to the next one already is understood (S-087).
        stage.Idp.Encrypts = _ => new(next.Certificate);
        await stage.SignIn();
    }

    [Fact]
    public async Task An_unknown_a_deleted_and_an_OIDC_connection_have_none()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await shared.Scene.Change(stage.Connection, c => c with { Enabled = false, DeletedAt = shared.Scene.Clock.GetUtcNow() });
        foreach (var id in new[] { stage.Connection.Id, "con_nobody", shared.Scene.Connection.Id })
            Assert.Equal(404, (await Wire.Get($"{shared.Scene.Broker.Url}/federation/saml/{id}/metadata")).Status);
    }
}

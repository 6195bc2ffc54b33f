using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>The provider changes its certificate: with metadata by URL that costs no sign-in (S-036).</summary>
public sealed class RolloverTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("IIP-MD07")]
    public async Task A_new_certificate_costs_no_sign_in(bool overlap)
    {
        await using var stage = await ByUrl();
        await stage.SignIn();
        var old = stage.Idp.Keys.Signing;
        stage.Idp.Keys.Roll(overlap);
        var fetched = stage.Idp.RequestsTo("/metadata").Length;

        var other = stage.InAnotherBrowser();
        await other.SignIn();

        Assert.Equal(fetched + 1, stage.Idp.RequestsTo("/metadata").Length);
        // A key that is no longer published has lost its power at once.
        if (overlap)
            return;
        stage.Idp.Keys.SignWith(old);
        var late = stage.InAnotherBrowser();
        await late.Refused(await late.Go(), "upstream.BadSignature", "server_error");
    }

    [Fact]
    [Spec("S-036")]
    public async Task A_rolled_certificate_ends_sessions_too()
    {
        await using var stage = await ByUrl();
        await stage.SignIn();
        stage.Idp.Keys.Roll(overlap: false);

        await stage.Send(stage.Logout(), SamlUris.Redirect);

        Assert.NotNull((await stage.Session()).EndedAt);
    }

    [Fact]
    [Spec("S-036")]
    public async Task Forged_answers_do_not_make_us_hammer_the_provider()
    {
        await using var stage = await ByUrl();
        await stage.SignIn();
        var fetched = stage.Idp.RequestsTo("/metadata").Length;
        stage.Idp.Keys.SignWith(TestSamlKey.OfRsa());

        for (var i = 0; i < 5; i++)
        {
            var other = stage.InAnotherBrowser();
            await other.Refused(await other.Go(), "upstream.BadSignature", "server_error");
        }

        Assert.Equal(fetched + 1, stage.Idp.RequestsTo("/metadata").Length);
    }

    private async Task<SamlStage> ByUrl()
    {
        var stage = await SamlStage.On(shared.Scene);
        await stage.Change(s => s with { MetadataUrl = stage.Idp.MetadataUrl, IdpEntityId = null, SsoUrl = null, SloUrl = null, Certificates = [] });
        var now = shared.Scene.Clock.GetUtcNow();
        await stage.Db.Write(tx => SamlMetadataStore.Put(tx, new SamlMetadataRow
        {
            TenantId = stage.Tenant.Id,
            ConnectionId = stage.Connection.Id,
            Source = SamlMetadataRow.Url,
            Address = stage.Idp.MetadataUrl,
            Document = System.Text.Encoding.UTF8.GetBytes(stage.Idp.MetadataXml),
            FetchedAt = now,
            NextFetchAt = now.AddHours(6),
            Version = 1,
        }), CancellationToken.None);
        return stage;
    }
}

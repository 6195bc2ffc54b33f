using System.Text.RegularExpressions;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>What we ask of a SAML provider, and how the app's wishes get there.</summary>
public sealed partial class RequestTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("SAMLCore-3.4.1")]
    public async Task A_request_says_who_asks_whom_and_where_the_answer_goes()
    {
        await using var stage = await SamlStage.On(shared.Scene);

        var asked = await stage.Asked();

        Assert.Equal((stage.EntityId, stage.AcsUrl, stage.Idp.SsoUrl), (asked.Issuer, asked.AcsUrl, asked.Destination));
        Assert.Equal((false, false, (string?)null), (asked.ForceAuthn, asked.IsPassive, asked.NameIdFormat));
        Assert.Empty(asked.AuthnContexts);
        Assert.Null(asked.NameIdElement);
        Assert.True(asked.IsSignedBy(TestSamlSp.FromMetadata(await Metadata(stage))));
    }

    [Fact]
    [Spec("S-100")]
    public async Task Every_request_has_an_unguessable_id_of_its_own()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var ids = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            var id = (await stage.InAnotherBrowser().Asked()).Id;
            Assert.Matches(IdShape(), id);
            Assert.True(ids.Add(id));
        }
    }

    [Fact]
    [Spec("S-075")]
    public async Task RelayState_is_ours_opaque_and_short_enough()
    {
        await using var stage = await SamlStage.On(shared.Scene);

        var asked = await stage.Asked();

        Assert.InRange(asked.RelayState!.Length, 32, SamlLimits.RelayStateBytes);
        Assert.DoesNotContain("http", asked.RelayState, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Begun.State, asked.RelayState, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    [Spec("S-100")]
    public async Task A_request_is_signed_when_the_connection_or_the_provider_wants_it(bool connection, bool provider, bool isSigned)
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SignAuthnRequests = connection });
        if (provider)
            await Uploaded(stage, stage.Idp.MetadataXml.Replace("WantAuthnRequestsSigned=\"false\"", "WantAuthnRequestsSigned=\"true\"", StringComparison.Ordinal));

        Assert.Equal(isSigned, (await stage.Asked()).IsSigned);
    }

    [Theory]
    [InlineData("login", true)]
    [InlineData("login consent", true)]
    [InlineData("select_account", true)]
    [InlineData("consent", false)]
    [Spec("S-103")]
    public async Task The_apps_prompt_becomes_ForceAuthn(string prompt, bool forced)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        Assert.Equal(forced, (await stage.Asked(p => p["prompt"] = prompt)).ForceAuthn);
    }

    [Fact]
    [Spec("S-103")]
    public async Task A_max_age_becomes_ForceAuthn_and_so_does_the_connections_setting()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        Assert.True((await stage.Asked(p => p["max_age"] = "300")).ForceAuthn);
        Assert.False((await stage.InAnotherBrowser().Asked()).ForceAuthn);
        await stage.Change(s => s with { ForceAuthn = true });
        Assert.True((await stage.InAnotherBrowser().Asked()).ForceAuthn);
    }

    [Fact]
    [Spec("O-012")]
    public async Task Prompt_none_never_goes_to_the_provider()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
        Assert.Empty(stage.Idp.Received);
    }

    [Fact]
    [Spec("S-103")]
    public async Task Contexts_are_what_the_app_demands_else_wishes_else_what_the_connection_says()
    {
        const string Mfa = "https://refeds.org/profile/mfa", Smartcard = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard";
        await using var stage = await SamlStage.On(shared.Scene, s => s with { RequestedAuthnContext = [Smartcard] });

        Assert.Equal([Smartcard], (await stage.Asked()).AuthnContexts);
        Assert.Equal([Mfa], (await stage.InAnotherBrowser().Asked(p => p["acr_values"] = $"mfa {Mfa} tenant:{stage.Tenant.Slug}")).AuthnContexts);
        Assert.Equal([SamlUris.PasswordTransport], (await stage.InAnotherBrowser().Asked(p =>
        {
            p["acr_values"] = Mfa;
            p["claims"] = """{"id_token":{"acr":{"essential":true,"values":["silver","URI"]}}}""".Replace("URI", SamlUris.PasswordTransport, StringComparison.Ordinal);
        })).AuthnContexts);
    }

    [Fact]
    [Spec("SDP-SP04")]
    public async Task A_NameIDPolicy_is_sent_when_the_connection_says_so()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { NameIdFormat = SamlNames.FormatEmail });
        Assert.Equal(SamlNames.FormatEmail, (await stage.Asked()).NameIdFormat);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("post")]
    [Spec("TG-12")]
    public async Task Parameters_of_the_login_url_arrive_at_the_provider(string binding)
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SsoBinding = binding, SsoUrl = s.SsoUrl + "?app=7&login_hint=fixed" });
        await stage.Go(p =>
        {
            (p["invite"], p["login_hint"], p["username"]) = ("INVITE CODE/ü&=\"<", "maria@acme.example", "maria");
            (p["SAMLRequest"], p["relaystate"], p["Signature"], p["app"], p["resource"]) = ("evil", "evil", "evil", "8", "evil");
            (p["SAMLEncoding"], p["samlencoding[]"], p[" signature"], p["SIGALG"]) = ("evil", "evil", "evil", "evil");
            p["organization"] = stage.Tenant.Slug;
        });

        var sent = stage.Idp.RequestsTo("/sso")[0].Query;
        Assert.Equal(("INVITE CODE/ü&=\"<", "maria", "fixed"), (sent["invite"], sent["username"], sent["login_hint"]));
        Assert.Equal(["7"], sent.All("app"));
        Assert.False(sent.Has("organization") || sent.Has("relaystate") || sent.Has("resource"));
        Assert.DoesNotContain("evil", sent.ToString(), StringComparison.Ordinal);
        Assert.Equal(binding == "post" ? 0 : 1, sent.All("SAMLRequest").Count);
        Assert.Contains("SAMLRequest (Protected)", (await stage.LastCase()).Steps, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("TG-31")]
    public async Task A_browser_at_a_host_of_the_tenant_comes_back_there()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var host = "localhost:" + new Uri(shared.Scene.Broker.Url).Port;
        await stage.Db.Write(tx => HostStore.Replace(tx, stage.Tenant.Id, [host]), CancellationToken.None);

        await stage.Browser.Get(stage.App.Begin().Url.Replace(new Uri(shared.Scene.Broker.Url).Authority, host, StringComparison.Ordinal));

        Assert.Equal($"http://{host}/federation/saml/{stage.Connection.Id}/acs", stage.Idp.LastAuthnRequest.AcsUrl);
        var (claims, _) = await stage.App.Finish();
        Assert.Equal("maria@acme.example", (string?)claims["email"]);
        Assert.Contains($"http://{host}/federation/saml/{stage.Connection.Id}/acs", await Metadata(stage), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-123")]
    public async Task An_unfinished_connection_says_what_is_missing()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SsoUrl = null });
        var step = await stage.Refused(await stage.Go(), "metadata.Missing", "server_error");
        Assert.Contains("sso_url", step.Wanted, StringComparison.Ordinal);
    }

    private static async Task<string> Metadata(SamlStage stage) => (await Flows.Wire.Get(stage.EntityId)).Body;

    private static async Task Uploaded(SamlStage stage, string xml)
    {
        await stage.Change(s => s with { MetadataUploaded = true, SsoUrl = null, IdpEntityId = null, Certificates = [] });
        await stage.Db.Write(tx => SamlMetadataStore.Put(tx, new SamlMetadataRow
        {
            TenantId = stage.Tenant.Id,
            ConnectionId = stage.Connection.Id,
            Source = SamlMetadataRow.Upload,
            Document = System.Text.Encoding.UTF8.GetBytes(xml),
            Version = 1,
        }), CancellationToken.None);
    }

    [GeneratedRegex("^_[0-9a-f]{40}$")]
    private static partial Regex IdShape();
}

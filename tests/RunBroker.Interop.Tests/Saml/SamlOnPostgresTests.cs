using RunBroker.Interop.Tests.Harness;
using RunBroker.Tests.Storage;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>The other database: what the SAML parts store and look up is the same there.</summary>
public sealed class SamlOnPostgresTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_sign_in_a_rolled_certificate_a_replay_and_a_sign_out_at_the_provider()
    {
        await using var stage = new SamlStage { Postgres = await postgres.CreateDatabase() };
        await stage.InitializeAsync();
        await using var tenant = await stage.Connect(stage.SimpleSaml, new() { ["allow_aes_cbc"] = true });
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Zoe);

        var answered = await browser.Visit(app.At("/login"), to => to.AbsolutePath.EndsWith("/acs", StringComparison.Ordinal));
        var zoe = tenant.Read(await browser.Continue(answered));
        Assert.Equal("Ünïcode", zoe.UserInfo.GetProperty("family_name").GetString());
        Assert.InRange((int)(await browser.Continue(answered)).Status!, 400, 499);

        stage.SimpleSaml.Set(s => s with { Keys = "second", SignResponse = true, EncryptAssertion = true });
        using var again = new ScriptedBrowser(People.Zoe);
        Assert.Equal(zoe.Subject, tenant.Read(await again.Visit(app.At("/login"))).Subject);

        await again.Visit(stage.SimpleSaml.SignOut());
        Assert.Equal("login_required", SignedIn.Refused(await again.Visit(app.At("/login?prompt=none"))));
        Assert.Single(await tenant.List("sessions"));
    }
}

using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>SimpleSAMLphp gets another certificate; where its metadata is known by address, nobody fails to sign in for it.</summary>
[Collection<OnSamlStage>]
public sealed class CertificateLifeTests
{
    private readonly SamlStage stage;
    private readonly SimpleSaml idp;

    public CertificateLifeTests(SamlStage stage)
    {
        (this.stage, idp) = (stage, stage.SimpleSaml);
        idp.Set(_ => new());
    }

    [Fact]
    [Spec("S-036")]
    public async Task A_second_certificate_rolled_in_with_overlap_costs_no_sign_in()
    {
        await using var tenant = await stage.Connect(idp);
        var app = await tenant.AddApp();

        foreach (var phase in (string[])["first", "both", "swapped", "second"])
        {
            idp.Set(s => s with { Keys = phase });
            await SignsIn(tenant, app);
        }
    }

    [Fact]
    [Spec("S-036")]
    public async Task A_certificate_replaced_from_one_moment_to_the_next_costs_no_sign_in_and_the_old_one_is_trusted_no_more()
    {
        await using var tenant = await stage.Connect(idp);
        var app = await tenant.AddApp();
        await SignsIn(tenant, app);
        using var late = new ScriptedBrowser(People.Bob);
        var answered = await late.Visit(app.At("/login"), to => to.AbsolutePath.EndsWith("/acs", StringComparison.Ordinal));

        idp.Set(s => s with { Keys = "second" });
        await SignsIn(tenant, app);

        await tenant.Refused(await late.Continue(answered), "upstream.BadSignature");
    }

    private static async Task SignsIn(SamlTenant tenant, NodePeer app)
    {
        using var browser = new ScriptedBrowser(People.Alice);
        tenant.Read(await browser.Visit(app.At("/login")));
        Assert.Contains(browser.Trail, to => to.Authority == tenant.Provider.Address.Authority);
    }
}

using System.IO.Compression;
using System.Text;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Attacks;

/// <summary>What PostgreSQL cannot hold, at every door: a NUL must be an ordinary wrong value, never a fault of ours.</summary>
public sealed class NulTests(PostgresServer postgres)
{
    [Fact]
    [Spec("O-128")]
    public async Task A_NUL_anywhere_is_refused_like_any_other_nonsense()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Postgres = await postgres.CreateDatabase() });
        var shared = await scene.AddApp("app-shared", allowed: [scene.Tenant.Id]);
        var broker = scene.Broker.Url;
        var admin = Wire.Bearer(TestBroker.BootstrapToken);
        var faults = new List<string>();

        foreach (var name in (string[])["client_id", "organization", "connection", "login_hint", "domain_hint", "id_token_hint", "acr_values", "claims", "x"])
        {
            foreach (var value in (string[])["a\0b.c", "tenant:a\0", "{\"a\0\":1}", "{\"userinfo\":{\"\\u0000\":null}}"])
                Judge(name, await Wire.Get(shared.Begin(p => p[name] = value).Url));
        }

        foreach (var path in (string[])
            ["/login/%00", "/sign-in/%00", "/sign-in/%00/with/%00", "/federation/oidc/%00/callback?state=%00", "/federation/oidc/%00/jwks", "/setup/%00",
             "/federation/saml/%00/metadata", "/federation/saml/%00/acs", "/federation/saml/%00/slo?SAMLRequest=%00&RelayState=%00", "/sign-in/%00/finish",
             "/connect/ssodata?client_id=%00", "/sign-out/%00", "/sign-out/sot_%00/at/%00", "/v2/logout?client_id=%00&returnTo=%00",
             "/connect/endsession?id_token_hint=%00&client_id=%00&post_logout_redirect_uri=%00"])
            Judge(path, await Wire.Get(broker + path));
        foreach (var path in (string[])
            ["/tenants/%00", "/clients/%00", "/tokens/%00", "/tenants/acme/users?email=%00", "/tenants/acme/users?tag=%00:%00", "/tenants/acme/users?cursor=%00",
             "/tenants/acme/sign-ins/%00", "/events?type=%00", "/tenants/acme/domains/%00"])
            Judge(path, await Wire.Get(broker + "/api/v1" + path, admin));

        Judge("last connection", await Wire.Get(shared.Begin().Url, ("Cookie", "__Host-rb_last=%00")));
        Judge("session", await Wire.Get(shared.Begin().Url, ("Cookie", "__Host-rb_sso=ses_%00.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")));
        Judge("e-mail", await Wire.Post(broker + "/sign-in/email", new Fields { ["sign_in"] = "a\0", ["email"] = "a@b\0.c" }));
        foreach (var field in (string[])["SAMLResponse", "SAMLRequest"])
        {
            foreach (var end in (string[])["%00/acs", "%00/slo", "con_x/acs"])
            {
                Judge($"{field} {end}", await Wire.Post($"{broker}/federation/saml/{end}", new Fields
                {
                    [field] = Convert.ToBase64String("<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" InResponseTo=\"a\"/>"u8),
                    ["RelayState"] = "sin_\0.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                }));
            }
        }

        Judge("client_id", await Wire.Post(broker + "/connect/token", new Fields { ["client_id"] = "a\0", ["grant_type"] = "authorization_code" }));
        Judge("Basic", await Wire.Post(broker + "/connect/token", new Fields { ["grant_type"] = "x" }, Wire.Basic("a%00", "b%00")));
        foreach (var token in (string[])["\0", "rt_\0.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "at_\0.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
        {
            Judge("introspect", await scene.App.Introspect(token));
            Judge("revoke", await scene.App.Revoke(token));
            Judge("refresh", await scene.App.Refresh(token));
        }

        await using (var saml = await SamlStage.On(scene))
            Judge("RelayState", await Wire.Get($"{saml.SloUrl}?SAMLResponse={Deflated("<samlp:LogoutResponse xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" InResponseTo=\"_a\"/>")}&RelayState=sot_%00"));
        Assert.Empty(faults);
        Assert.DoesNotContain("request_failed", scene.Broker.Options.Log.All, StringComparison.Ordinal);

        void Judge(string what, AppAnswer answer)
        {
            if (answer.Status >= 500)
                faults.Add($"{what}: {answer.Status}");
        }
    }

    private static string Deflated(string xml)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
            deflate.Write(Encoding.UTF8.GetBytes(xml));
        return Uri.EscapeDataString(Convert.ToBase64String(packed.ToArray()));
    }

    [Fact]
    [Spec("O-091")]
    public async Task Claims_that_no_column_holds_spoil_no_sign_in_and_are_no_fault()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Postgres = await postgres.CreateDatabase() });
        scene.Op.Break(
            TestOpFaults.Claim("sid", "a\0b"), TestOpFaults.Claim("acr", "x\0"), TestOpFaults.Claim("amr", new[] { "pwd", "\0" }),
            TestOpFaults.Claim("groups", new object[] { "a\0", new { deep = 1 }, 7 }), TestOpFaults.Claim("family_name", "\0"));
        var (claims, _) = await scene.SignIn();
        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        Assert.False(claims.ContainsKey("acr"));

        foreach (var email in (object[])["a\0@acme.example", new { a = 1 }, 7, new[] { "x" }, "", new string('x', 100_000) + "@acme.example"])
        {
            scene.Op.Mend();
            scene.Op.Break(TestOpFaults.Claim("email", email), TestOpFaults.Member(OpPlace.UserInfo, "email", "later@acme.example"));
            scene.NewBrowser();
            var page = await scene.Browser.Get(scene.App.Begin().Url);
            Assert.InRange(page.Status, 200, 499);
        }

        Assert.DoesNotContain("request_failed", scene.Broker.Options.Log.All, StringComparison.Ordinal);
    }
}

using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Cases;

/// <summary>Sign-ins that come back too late, twice or elsewhere; tenants, connections and people that stand in the way.</summary>
internal static class BrokerProducers
{
    public static ImmutableArray<Producer> All { get; } =
    [
        OnCallback("sign_in.Expired", (stage, _) => stage.Scene.Clock.Advance(TimeSpan.FromMinutes(31))),
        Producer.Of("sign_in.Abandoned", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            await stage.GoUpToTheCallback();
            await scene.Db.Write(tx => Storage.Cleaned.Up(tx, scene.Clock.GetUtcNow().AddHours(2), 10_000, TimeSpan.FromDays(30)), CancellationToken.None);
            return await stage.LastCase();
        }),
        OnCallback("sign_in.OtherBrowser", (stage, _) => stage.Browser.Cookies.Clear()),
        Producer.Of("sign_in.WrongState", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            var callback = new Uri(await stage.GoUpToTheCallback());
            var answer = Fields.Parse(callback.Query);
            answer["state"] += "x";
            return await stage.CaseOn(await stage.Browser.Get(answer.AddTo(stage.CallbackUrl)));
        }),
        Producer.Of("sign_in.Replayed", "oidc", async scene =>
        {
            // Of eight at once one goes on; another one either finds the row gone, or loses the race for it.
            for (var round = 0; ; round++)
            {
                var stage = await Stage.On(scene);
                var callback = await stage.GoUpToTheCallback();
                var twins = Enumerable.Range(0, 8).Select(_ => stage.InAnotherBrowser()).ToArray();
                foreach (var twin in twins)
                    twin.Browser.Cookies.CopyFrom(stage.Browser.Cookies);
                await Task.WhenAll(twins.Select(t => t.Browser.Get(callback)));
                var cases = await scene.Db.Read(tx => SignInStore.PageCases(tx, stage.Tenant.Id, null, 20), CancellationToken.None);
                if (cases.FirstOrDefault(c => c.Error == "sign_in.Replayed") is { } replayed || round == 20)
                    return cases.FirstOrDefault(c => c.Error == "sign_in.Replayed") ?? cases[0];
            }
        }),
        Producer.Of("sign_in.SignedOut", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            await stage.SignIn();
            stage.Browser.StopAt = stage.CallbackUrl;
            var held = await stage.Go(p => p["prompt"] = "login");
            stage.Browser.StopAt = null;
            await stage.Browser.Get($"{scene.Broker.Url}/v2/logout?client_id={stage.App.Options.ClientId}&returnTo={Uri.EscapeDataString(stage.App.PostLogoutRedirectUri)}");
            return await stage.CaseOn(await stage.Browser.Get(held.Url.AbsoluteUri));
        }),
        Producer.Of("upstream.SignedOut", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            var held = await stage.GoUpToTheCallback();
            scene.Clock.Advance(TimeSpan.FromMilliseconds(5));
            await stage.LogoutToken(stage.Subject(), null);
            return await stage.CaseOn(await stage.Browser.Get(held));
        }),
        Producer.Of("session.OtherPerson", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            var (_, tokens) = await stage.SignIn();
            stage.Op.SignInAs = "bob";
            var other = stage.InAnotherBrowser();
            await other.Go(p => p["id_token_hint"] = tokens.IdToken);
            return await other.LastCase();
        }),
        Producer.Of("form.Token", null, async scene =>
        {
            var shared = await scene.AddApp("shared-" + Guid.NewGuid().ToString("N")[..8], allowed: [scene.Tenant.Id]);
            scene.NewBrowser();
            var page = await scene.Browser.Get(shared.Begin().Url);
            var id = page.Html.QuerySelector("input[name=sign_in]")!.GetAttribute("value")!;
            var answer = await scene.Browser.Post(scene.Broker.Url + "/sign-in/email", new Fields { ["sign_in"] = id, ["form_token"] = "x", ["email"] = "a@b.example" });
            return (await scene.Db.Read(tx => SignInStore.FindCaseOfAny(tx, NumberOn(answer.Body)), CancellationToken.None))!;
        }),
        Asked("session.login_required", p => p["prompt"] = "none"),
        Changed("tenant.PlanWithoutSso", t => t with { Plan = "starter" }),
        Producer.Of("tenant.NoEnabledConnection", null, async scene =>
        {
            var stage = await Stage.On(scene);
            await scene.Change(stage.Connection, c => c with { Enabled = false });
            await stage.Go();
            return await stage.LastCase();
        }),
        Producer.Of("tenant.Gone", null, async scene =>
        {
            var tenant = await scene.AddTenant("g" + Guid.NewGuid().ToString("N")[..10]);
            await scene.AddConnection(tenant, scene.Op);
            var app = await scene.AddApp("app-" + tenant.Slug, allowed: [tenant.Id]);
            scene.NewBrowser();
            scene.Browser.StopAt = scene.Broker.Url + "/federation/";
            var held = await scene.Browser.Get(app.Begin(p => p["organization"] = tenant.Slug).Url);
            scene.Browser.StopAt = null;
            await scene.Db.Write(tx => TenantStore.Delete(tx, tenant.Id), CancellationToken.None);
            return await ByPage(scene, await scene.Browser.Get(held.Url.AbsoluteUri));
        }),

        OnCallback("connection.Disabled", (Stage stage, Scene scene) => scene.Change(stage.Connection, c => c with { Enabled = false })),
        OnCallback("connection.Changed", async (stage, scene) =>
        {
            var other = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = scene.Clock });
            await scene.Change(stage.Connection, c => c with { Settings = StoredJson.Write(StoredJson.Oidc(c.Settings) with { IssuerUrl = other.Issuer }) });
        }),
        Producer.Of("connection.NoCredentials", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            await scene.Change(stage.Connection, c => c with { ClientSecret = null });
            await stage.Go();
            return await stage.LastCase();
        }),
        Producer.Of("connection.IssuerUrl", "oidc", async scene =>
        {
            var stage = await Stage.On(scene, s => s with { IssuerUrl = "not an address" });
            await stage.Go();
            return await stage.LastCase();
        }),
        Producer.Of("login_url.Unknown", null, async scene =>
        {
            scene.NewBrowser();
            return await ByPage(scene, await scene.Browser.Get(scene.Broker.Url + "/login/no-such-login-url"));
        }),
        Producer.Of("login_url.NoDefaultApp", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            return await ByPage(scene, await stage.Browser.Get($"{scene.Broker.Url}/login/{stage.Connection.LoginSlug}"));
        }),
        Producer.Of("acs.NotPosted", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            return await ByPage(scene, await stage.Browser.Get(stage.AcsUrl));
        }),
        Producer.Of("acs.Unknown", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            return await ByPage(scene, await stage.Answer(new Fields { ["SAMLResponse"] = "PHgvPg==" }, stage.AcsUrl.Replace("/con_", "/con_x", StringComparison.Ordinal)));
        }),
        Producer.Of("slo.NotAsked", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            var draft = LogoutDraft.Response(stage.Idp.Keys.Signing, stage.Idp.EntityId, stage.SloUrl, "_never-asked", scene.Clock.GetUtcNow());
            await stage.Send(draft, SamlUris.Redirect);
            return await stage.LastCase();
        }),
        Producer.Of("connection.KeysLost", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            await scene.Db.Write(tx => tx.Execute("delete from saml_key where connection_id = @id", new { id = stage.Connection.Id }), CancellationToken.None);
            await stage.Go();
            return await stage.LastCase();
        }),

        OidcProducers.Op("mapping.Missing.email", TestOpFaults.WithoutClaim("email"), TestOpFaults.Member(OpPlace.UserInfo, "email", null)),
        OidcProducers.Op("mapping.Missing.first_name", TestOpFaults.WithoutClaim("given_name"), TestOpFaults.Member(OpPlace.UserInfo, "given_name", null)),
        Producer.Of("user.Deactivated", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            var (claims, _) = await stage.SignIn();
            var user = (await stage.User((string)claims["sub"]!))!;
            await scene.Db.Write(tx => UserStore.Update(tx, user with { Active = false, Version = user.Version + 1 }, user.Version), CancellationToken.None);
            var other = stage.InAnotherBrowser();
            await other.Go();
            return await other.LastCase();
        }),
        Producer.Of("access.Denied", "oidc", async scene =>
        {
            var stage = await Stage.On(scene, tenant: t => t with { AccessRules = """[{"effect":"deny","targets":[{"type":"any"}]}]""" });
            await stage.Go();
            return await stage.LastCase();
        }),
        Producer.Of("upstream.SessionOver", "oidc", scene => OidcProducers.Failed(scene, null, TestOpFaults.IdToken(t =>
        {
            // Good when the token is checked, over when the session would begin.
            t.Claims["session_expiry"] = scene.Clock.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds();
            t.Claims.Remove("given_name");
        }), TestOpFaults.Answer(OpPlace.UserInfo, _ => scene.Clock.Advance(TimeSpan.FromMinutes(2))))),
    ];

    private static Producer Asked(string code, Action<Fields> edit) => Producer.Of(code, null, async scene =>
    {
        var stage = await Stage.On(scene);
        await stage.Go(edit);
        return await stage.LastCase();
    });

    private static Producer Changed(string code, Func<Tenant, Tenant> edit) => Producer.Of(code, null, async scene =>
    {
        var stage = await Stage.On(scene, tenant: edit);
        await stage.Go();
        return await stage.LastCase();
    });

    private static Producer OnCallback(string code, Action<Stage, Scene> meanwhile) => OnCallback(code, (stage, scene) =>
    {
        meanwhile(stage, scene);
        return Task.CompletedTask;
    });

    /// <summary>Something happens while the person is at the provider.</summary>
    private static Producer OnCallback(string code, Func<Stage, Scene, Task> meanwhile) => Producer.Of(code, "oidc", async scene =>
    {
        var stage = await Stage.On(scene);
        var callback = await stage.GoUpToTheCallback();
        await meanwhile(stage, scene);
        return await ByPage(scene, await stage.Browser.Get(callback));
    });

    private static async Task<SignInCase> ByPage(Scene scene, TestPage page) =>
        (await scene.Db.Read(tx => SignInStore.FindCaseOfAny(tx, NumberOn(page.Body)), CancellationToken.None))!;

    private static string NumberOn(string page)
    {
        var at = page.IndexOf(">SI-", StringComparison.Ordinal);
        return at < 0 ? "none" : page.Substring(at + 1, 12);
    }
}

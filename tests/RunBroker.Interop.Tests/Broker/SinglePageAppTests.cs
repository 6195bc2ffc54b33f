using System.Text.Json;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>npm oidc-client-ts in headless Chromium as the app, npm oidc-provider as the upstream.</summary>
public sealed class SinglePageAppTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    [Spec("OIDCC-3.1.2.1"), Spec("RFC7636-4.6")]
    public async Task A_single_page_app_signs_in_renews_in_a_hidden_frame_and_a_second_one_follows_silently()
    {
        await using var scene = await Scene.Start();
        var (first, second) = (await scene.AddSinglePageApp(), await scene.AddSinglePageApp());
        var page = await chromium.NewPage();
        var app = new SinglePageApp(first, page);

        var user = User(await app.SignIn(People.Alice), scene);
        Assert.Equal("alice@example.org", user.GetProperty("email").GetString());
        Assert.Contains(app.Trail, url => url.StartsWith(scene.Upstream.Address.ToString(), StringComparison.Ordinal));
        Assert.Null(await app.Silent());

        var next = new SinglePageApp(second, await page.Context.NewPageAsync());
        var same = User(await next.SignIn(People.Alice), scene);
        Assert.Equal(user.GetProperty("sub").GetString(), same.GetProperty("sub").GetString());
        Assert.DoesNotContain(next.Trail, url => url.StartsWith(scene.Upstream.Address.ToString(), StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    [Spec("OIDCC-3.1.2.6")]
    public async Task In_a_fresh_browser_a_silent_sign_in_is_answered_login_required()
    {
        await using var scene = await Scene.Start();
        var page = await chromium.NewPage();
        var app = new SinglePageApp(await scene.AddSinglePageApp(), page);

        var state = await app.SignIn(People.Alice, "?prompt=none");

        Assert.Equal("login_required", state.GetProperty("error").GetString());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("user").ValueKind);
        await page.Context.CloseAsync();
    }

    private static JsonElement User(JsonElement state, Scene scene)
    {
        Assert.True(state.GetProperty("user").ValueKind == JsonValueKind.Object, $"{state}\n{scene.Logs()}");
        return state.GetProperty("user").GetProperty("profile");
    }
}

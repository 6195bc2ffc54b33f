using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RunBroker.Http;
using RunBroker.Operations.WarmUp;
using RunBroker.Storage;
using RunBroker.Tests.AdminWeb;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Operations;

/// <summary>What a node does before it says that it is ready.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task A_rehearsal_signs_somebody_in_at_a_twin_and_leaves_the_real_one_as_it_was()
    {
        await using var scene = await Scene.Start();
        var settings = (Settings)scene.Broker.Services.GetService(typeof(Settings))!;
        string folder;
        await using (var twin = await Twin.Start(settings, TestContext.Current.CancellationToken))
        {
            folder = twin.Settings.DataDirectory;
            Assert.NotEqual(settings.DataDirectory, folder);
            Assert.NotEqual(settings.Issuer, twin.Settings.Issuer);
            using var http = Rehearsal.Client();
            using var provider = new RehearsedProvider(TimeProvider.System);
            var cast = await Stage.Set(twin, http, provider, TestContext.Current.CancellationToken);
            foreach (var (slug, app) in ((string, RehearsedApp)[])[("company", cast.Oidc), ("partner", cast.Saml)])
            {
                for (var i = 0; i < 3; i++)
                    await new RehearsedSignIn(http, twin.Settings.Issuer, cast, app).Run(TestContext.Current.CancellationToken);
                var tenant = (await twin.Db.Read(tx => TenantStore.FindBySlug(tx, slug), TestContext.Current.CancellationToken))!;
                var cases = await twin.Db.Read(tx => SignInStore.PageCases(tx, tenant.Id, null, 99), TestContext.Current.CancellationToken);
                // One through the provider and one by the session, each time.
                Assert.Equal(6, cases.Length);
                Assert.All(cases, c => Assert.Equal("succeeded", c.State));
            }
        }

        Assert.False(Directory.Exists(folder));
        Assert.Null(await scene.Db.Read(tx => TenantStore.FindBySlug(tx, "company"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_node_is_not_ready_while_it_rehearses_and_is_after_it_even_when_that_fails()
    {
        await using var scene = await Scene.Start();
        var warmth = (Warmth)scene.Broker.Services.GetService(typeof(Warmth))!;
        var settings = (Settings)scene.Broker.Services.GetService(typeof(Settings))!;
        Assert.Equal(200, (await scene.Open("/health/ready")).Status);
        warmth.Begin();
        Assert.Equal(503, (await scene.Open("/health/ready")).Status);
        Assert.Equal(200, (await scene.Open("/.well-known/openid-configuration")).Status);
        // Too few seconds for any person's session: the twin refuses to begin.
        var refused = settings with { AbsoluteLifetime = TimeSpan.Zero };
        Assert.False(IsBound(scene, "/connect/token"));
        await new Rehearsal(refused, warmth, EndpointsOf(scene), NullLogger<Rehearsal>.Instance).Run(TestContext.Current.CancellationToken);
        Assert.True(IsBound(scene, "/connect/token"));
        Assert.False(IsBound(scene, "/sessions"));
        Assert.Equal(200, (await scene.Open("/health/ready")).Status);
    }

    [Fact]
    public async Task Whoever_signs_in_ends_the_rehearsal()
    {
        await using var scene = await Scene.Start();
        var warmth = (Warmth)scene.Broker.Services.GetService(typeof(Warmth))!;
        Assert.False(warmth.HasVisitors);
        await scene.Open("/.well-known/openid-configuration");
        Assert.False(warmth.HasVisitors);
        await scene.Open("/connect/authorize?client_id=none");
        Assert.True(warmth.HasVisitors);
        warmth.Begin();
        using var log = new TestLog();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var settings = (Settings)scene.Broker.Services.GetService(typeof(Settings))!;
        await new Rehearsal(settings, warmth, EndpointsOf(scene), factory.CreateLogger<Rehearsal>()).Run(TestContext.Current.CancellationToken);
        Assert.False(warmth.IsRehearsing);
        Assert.Contains("rehearsed sign_ins=0 ", log.All, StringComparison.Ordinal);
    }

    private static bool IsBound(Scene scene, string path) => EndpointsOf(scene).Endpoints.OfType<RouteEndpoint>()
        .First(e => e.RoutePattern.RawText == path).Metadata.GetRequiredMetadata<LateHandler>().IsBound;

    private static EndpointDataSource EndpointsOf(Scene scene) => scene.Broker.Services.GetRequiredService<EndpointDataSource>();
}

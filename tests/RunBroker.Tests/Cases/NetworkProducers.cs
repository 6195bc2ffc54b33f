using System.Collections.Immutable;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using static RunBroker.TestIdps.TestOpFaults;

namespace RunBroker.Tests.Cases;

/// <summary>A provider that cannot be reached, or answers something else; and discovery documents by which nobody can sign in.</summary>
internal static class NetworkProducers
{
    public static ImmutableArray<Producer> All { get; } =
    [
        At("upstream.discovery.DnsFailed", _ => "https://no-such-provider.invalid"),
        Producer.Of("upstream.discovery.ConnectFailed", "oidc", async scene =>
        {
            await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = scene.Clock });
            var stage = await Stage.On(scene, op: op);
            await op.Stop();
            await stage.Go();
            var file = await stage.LastCase();
            await op.StartAgain();
            return file;
        }),
        // A server that speaks plain http where TLS is expected.
        At("upstream.discovery.TlsFailed", scene => $"https://127.0.0.1:{scene.Op.Port}"),
        Producer.Of("upstream.token.TimedOut", "oidc", scene => OidcProducers.Failed(scene, null, Answer(OpPlace.Token, a =>
        {
            scene.Clock.Advance(TimeSpan.FromSeconds(11));
            a.Delay = TimeSpan.FromSeconds(30);
        }))),
        OidcProducers.Op("upstream.token.TooLarge", Huge(OpPlace.Token)),
        Producer.Of("upstream.token.RedirectNotAllowed", "oidc", scene => OidcProducers.Failed(scene, null, RedirectsTo(OpPlace.Token, scene.Op.Origin + "/elsewhere"))),
        OidcProducers.Op("upstream.userinfo.WrongContentType", WithoutClaim("given_name"), NotJson(OpPlace.UserInfo)),
        At("upstream.discovery.HostNotAllowed", _ => "https://metadata.google.internal"),
        Producer.Of("upstream.token.SchemeNotAllowed", "oidc", async _ =>
        {
            // Plain http goes to loopback hosts alone, once it is not Development.
            await using var scene = await Scene.Start(new TestBrokerOptions { Development = false });
            return await OidcProducers.Failed(scene, null, Member(OpPlace.Discovery, "token_endpoint", "http://op.example/token"));
        }),
        Producer.Of("upstream.discovery.HostDown", "oidc", async scene =>
        {
            await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = scene.Clock });
            var stage = await Stage.On(scene, op: op);
            await op.Stop();
            for (var i = 0; i < 4; i++)
                await stage.Go();
            var file = await stage.LastCase();
            await op.StartAgain();
            return file;
        }),
        OidcProducers.Op("upstream.DiscoveryStatus", Fails(OpPlace.Discovery, 404)),
        OidcProducers.Op("upstream.JwksUnreachable", Fails(OpPlace.Jwks)),

        OidcProducers.Op("discovery.IssuerMismatch", DiscoveryIssuerOther),
        OidcProducers.Op("discovery.NotJson", Answer(OpPlace.Discovery, a => a.Text = "[]")),
        OidcProducers.Op("discovery.MemberMissing", DiscoveryWithout("token_endpoint")),
        OidcProducers.Op("discovery.EndpointNotUrl", Member(OpPlace.Discovery, "token_endpoint", "/token")),
        Producer.Of("discovery.EntraTenantsMissing", "oidc", async scene =>
        {
            await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Entra = true, Clock = scene.Clock });
            var stage = await Stage.On(scene, s => s with { IssuerUrl = op.Authority("organizations") }, op: op);
            await stage.Go();
            return await stage.LastCase();
        }),
        OidcProducers.Op("discovery.CodeFlowUnsupported", Member(OpPlace.Discovery, "response_types_supported", new[] { "id_token" })),
        OidcProducers.Op("discovery.AlgorithmUnsupported", Member(OpPlace.Discovery, "id_token_signing_alg_values_supported", new[] { "PS512" })),
        OidcProducers.Op("discovery.AuthMethodUnsupported", Member(OpPlace.Discovery, "token_endpoint_auth_methods_supported", new[] { "tls_client_auth" })),
        OidcProducers.Op("discovery.RequestKindUnsupported", Member(OpPlace.Discovery, "require_pushed_authorization_requests", true)),
    ];

    /// <summary>A connection with that issuer URL.</summary>
    private static Producer At(string code, Func<Scene, string> issuer) => Producer.Of(code, "oidc", async scene =>
    {
        var stage = await Stage.On(scene, s => s with { IssuerUrl = issuer(scene) });
        await stage.Go();
        return await stage.LastCase();
    });
}

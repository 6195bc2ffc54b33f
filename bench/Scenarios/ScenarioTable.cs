using System.Collections.Immutable;

namespace RunBroker.Bench;

/// <summary>All scenarios, in the order of their rows.</summary>
internal static class ScenarioTable
{
    private const string Opaque = " opaque";

    private static readonly string[] Algs = ["RS256", "ES256"];

    public static ImmutableArray<Scenario> All { get; } =
    [
        new("discovery", "", "document", static (c, _, _) => c.Http.Get("/.well-known/openid-configuration").Expect(200, "discovery")),
        new("jwks", "", "document", static (c, _, _) => c.Http.Get("/.well-known/openid-configuration/jwks").Expect(200, "jwks")),
        .. Algs.Select(static alg => new Scenario("cc", alg, $"cc {alg}", (c, _, _) => c.OwnToken(Site.OwnAppOf(alg)))),
        OfSession("authorize", "", "authorize", Site.AppOf(UpstreamKind.Oidc, "ES256"), static (c, app) => c.Authorize(app)),
        .. Algs.Select(static alg => Exchange(alg, Site.AppOf(UpstreamKind.Oidc, alg))),
        Exchange($"ES256{Opaque}", Site.AppOf(UpstreamKind.Oidc, "ES256", opaque: true)),
        .. Algs.Select(static alg => Silent(alg, Site.AppOf(UpstreamKind.Oidc, alg))),
        Silent($"ES256{Opaque}", Site.AppOf(UpstreamKind.Oidc, "ES256", opaque: true)),
        .. Algs.Select(static alg => OfTokens("refresh", alg, $"exchange {alg}", Site.AppOf(UpstreamKind.Oidc, alg),
            static (c, held) => c.Refresh(held.Ask, held.Tokens))),
        .. Algs.Select(static alg => OfTokens("userinfo", alg, $"userinfo {alg}", Site.AppOf(UpstreamKind.Oidc, alg),
            static (c, held) => c.UserInfo(held.Tokens)) with
        { Reuses = true }),
        OfTokens("userinfo", "opaque", "userinfo opaque", Site.AppOf(UpstreamKind.Oidc, "ES256", opaque: true),
            static (c, held) => c.UserInfo(held.Tokens)) with
        { Reuses = true },
        OfTokens("introspect", "ES256", "introspect", Site.AppOf(UpstreamKind.Oidc, "ES256"),
            static (c, held) => c.Introspect(held.Ask.App, held.Tokens)) with
        { Reuses = true },
        OfTokens("introspect", "opaque", "introspect", Site.AppOf(UpstreamKind.Oidc, "ES256", opaque: true),
            static (c, held) => c.Introspect(held.Ask.App, held.Tokens)) with
        { Reuses = true },
        .. Algs.Select(static alg => SignIn("saml", alg, Site.AppOf(UpstreamKind.Saml, alg))),
        .. Algs.Select(static alg => SignIn("oidc", alg, Site.AppOf(UpstreamKind.Oidc, alg))),
    ];

    /// <summary>A person comes for the first time, is sent to their provider, comes back, and the app gets its tokens.</summary>
    private static Scenario SignIn(string name, string alg, App app) => new(name, alg, $"{name} {alg}", (c, i, _) =>
    {
        var (ask, code) = c.SignIn(app, i);
        c.Exchange(ask, code);
    });

    private static Scenario Silent(string variant, App app) => OfSession("silent", variant, $"silent {variant}", app, static (c, its) =>
    {
        var (ask, code) = c.Authorize(its);
        c.Exchange(ask, code);
    });

    private static Scenario Exchange(string variant, App app) => new(
        "exchange", variant, $"exchange {variant}", static (c, _, made) => c.Exchange(((Held)made!).Ask, ((Held)made).Code))
    {
        Session = app,
        Prepare = (c, _) => Code(c, app),
    };

    private static Scenario OfSession(string name, string variant, string ceiling, App app, Action<Client, App> step) =>
        new(name, variant, ceiling, (c, _, _) => step(c, app)) { Session = app };

    private static Scenario OfTokens(string name, string variant, string ceiling, App app, Action<Client, HeldTokens> step) =>
        new(name, variant, ceiling, (c, _, made) => step(c, (HeldTokens)made!))
        {
            Session = app,
            Prepare = (c, _) => Tokens(c, app),
        };

    private static Held Code(Client client, App app)
    {
        var (ask, code) = client.Authorize(app);
        return new(ask, code);
    }

    private static HeldTokens Tokens(Client client, App app)
    {
        var held = Code(client, app);
        return new(held.Ask, client.Exchange(held.Ask, held.Code));
    }

    private sealed record Held(Ask Ask, string Code);

    private sealed record HeldTokens(Ask Ask, TokenAnswer Tokens);
}

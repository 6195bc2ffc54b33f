using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;

#pragma warning disable RS0030 // Random: not for secrets, and the same requests at every run
namespace RunBroker.Tests.Http;

/// <summary>Seeded random requests over every endpoint, on both databases: nothing that is sent is a fault of ours, and nobody is sent away.</summary>
public sealed class SurfaceFuzzTests(PostgresServer postgres)
{
    private const int Requests = 1_000;

    private static readonly string[] Names =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt", "max_age",
        "ui_locales", "id_token_hint", "login_hint", "domain_hint", "acr_values", "claims", "request", "request_uri", "organization", "connection", "post_logout_redirect_uri",
        "logout_hint", "code", "grant_type", "refresh_token", "code_verifier", "client_secret", "client_assertion", "client_assertion_type", "token", "token_type_hint",
        "access_token", "iss", "error", "error_description", "session_state", "form_token", "sign_in", "email", "tenant", "returnTo", "returnUrl", "target_link_uri", "x",
    ];

    private static readonly string[] Values =
    [
        "%0d%0aX-Injected:%201", "%0aSet-Cookie:%20a=b", "%0d%0a%0d%0a<script>", "%00", "a%00b", "%e5%98%8d%e5%98%8aX-Injected:1", "%ff%fe", "%c0%ae", "%ed%a0%80", "%u000d", "%", "%zz",
        "%f0%9f%98%80", "+", "", "https://evil.example/", "//evil.example", "/%5cevil.example", "javascript:alert(1)", "'%20or%201=1--", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "-1", "99999999999999999999", "0", "none", "login%20none", "code", "query", "form_post", "fragment", "S256", "tenant:acme", "acme", "alice@acme.example", "a@%00.example",
        "%7B%7D", "%7B%22id_token%22:%7B%22sub%22:%7B%22value%22:%22%5Cu0000%22%7D%7D%7D", "eyJhbGciOiJub25lIn0.e30.", "sin_x", "openid", "refresh_token", "authorization_code",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Spec("O-121")]
    [Spec("O-122")]
    [Spec("O-128")]
    public async Task Hostile_parameters_reach_no_header_and_are_no_fault_of_ours(bool onPostgres)
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Postgres = onPostgres ? await postgres.CreateDatabase() : null });
        await scene.AddDomain(scene.Tenant, "acme.example");
        await scene.AddApp("app-shared", allowed: [scene.Tenant.Id]);
        await scene.Change(scene.Tenant, t => t with { DefaultClientId = "app-one" });
        await scene.SignIn();
        var random = new Random(onPostgres ? 20261 : 20262);
        var cookies = string.Join("; ", scene.Browser.Cookies.All.Select(c => $"{c.Name}={c.Value}"));

        for (var number = 0; number < Requests; number++)
        {
            var (method, target, body) = Make(scene, random);
            var answer = await RawHttp.Send(scene.Broker.Url, method, target, h =>
            {
                h["Cookie"] = random.Next(3) == 0 ? $"__Host-rb_last={Pick(random, Values)}; __Host-rb_sso={Pick(random, Values)}; __Host-rb_form=a%0d%0a" : cookies;
                if (random.Next(6) == 0)
                    h["Authorization"] = $"{Pick(random, ["Basic", "Bearer", "basic"])} {Pick(random, ["YTpi", "AGE6AGI=", "////", "at_x.y", "JTAwOiUwMA=="])}";
                h["Accept-Language"] = Pick(random, ["en", "pt-BR", "*;q=x", "\u00ff\u00fe"]);
            }, body);

            var what = $"{number}: {method} {target}\n{body}\n{answer.Status} {(answer.Status >= 500 ? scene.Broker.Options.Log.All : answer.Body)}";
            Assert.True(answer.Status is > 0 and < 500, what);
            Assert.True(answer["X-Injected"] is null && answer.Headers.All(h => h.Value != "a=b" && h.Value != "<no colon>"), what);
            if (answer["Location"] is { } location)
                Assert.True(MayLeadTo(scene, location), what + location);
            Assert.DoesNotContain("<script>alert", answer.Body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("request_failed", scene.Broker.Options.Log.All, StringComparison.Ordinal);
        await scene.SignIn(edit: p => p["prompt"] = "none");
    }

    private static bool MayLeadTo(Scene scene, string location) =>
        location.StartsWith(scene.App.Origin + "/", StringComparison.Ordinal) || location.StartsWith(scene.Op.Origin + "/", StringComparison.Ordinal)
        || (location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal));

    private static (string Method, string Target, string? Body) Make(Scene scene, Random random)
    {
        string[] paths =
        [
            "/connect/authorize", "/connect/authorize", "/connect/authorize", "/connect/token", "/connect/userinfo", "/connect/introspect", "/connect/revocation", "/connect/endsession",
            "/login/" + scene.Connection.LoginSlug, "/login/" + Pick(random, Values), "/sign-in/email", "/sign-in/continue", "/sign-in/" + Pick(random, Values), "/sign-in/x/other",
            "/sign-in/x/with/" + Pick(random, Values), "/sign-out", $"/federation/oidc/{scene.Connection.Id}/callback", $"/federation/oidc/{Pick(random, Values)}/callback",
            $"/federation/oidc/{scene.Connection.Id}/signed-out", $"/federation/oidc/{Pick(random, Values)}/jwks", "/.well-known/openid-configuration", "/health/ready", "/%2e%2e/x", "//evil.example/x",
        ];
        var pairs = new List<string>();
        // Half of them start from a good request, so that what is hostile gets further than the first rule.
        if (random.Next(2) == 0)
            pairs.AddRange(new Uri(scene.App.Begin(p => p["client_id"] = random.Next(2) == 0 ? "app-one" : "app-shared").Url).Query.TrimStart('?').Split('&'));
        for (var i = random.Next(6); i >= 0; i--)
        {
            var (name, value) = (Pick(random, Names), Pick(random, Values));
            if (random.Next(2) == 0)
                pairs.RemoveAll(p => p.StartsWith(name + "=", StringComparison.Ordinal));
            pairs.Add(random.Next(8) == 0 ? $"{value}={value}" : $"{name}={value}");
        }

        var (path, form) = (Pick(random, paths), string.Join('&', pairs));
        return random.Next(2) == 0 ? ("GET", $"{path}?{form}", null) : ("POST", path, form);
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}

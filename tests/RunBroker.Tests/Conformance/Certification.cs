using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Conformance;

/// <summary>
/// What the certification suite brings: three clients that need not use PKCE, as its modules do not, and an unknown browser for each module.
/// One stage serves all modules of a class.
/// </summary>
public sealed class Certification : IAsyncLifetime
{
    internal Scene Scene { get; private set; } = null!;
    internal TestApp Client { get; private set; } = null!;
    internal TestApp Client2 { get; private set; } = null!;
    internal TestApp PostClient { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Scene = await Scene.Start();
        Client = await Scene.AddApp("suite-client", m => m with { RequirePkce = false });
        Client2 = await Scene.AddApp("suite-client2", m => m with { RequirePkce = false });
        PostClient = await Scene.AddApp("suite-client-post", m => m with { RequirePkce = false }, method: "client_secret_post");
    }

    public ValueTask DisposeAsync() => Scene.DisposeAsync();

    /// <summary>An authorization request as the suite makes it: without PKCE, unless <paramref name="edit"/> puts it back.</summary>
    internal static AppSignIn Begin(TestApp app, string? mode, Action<Fields>? edit = null) => app.Begin(sent =>
    {
        (sent["code_challenge"], sent["code_challenge_method"], sent["scope"], sent["response_mode"]) = (null, null, "openid", mode);
        edit?.Invoke(sent);
    });

    internal static async Task<(JsonObject Claims, AppAnswer Tokens)> Redeem(TestApp app, AppCallback callback)
    {
        var signIn = app.Match(callback);
        var tokens = await app.Exchange(callback, signIn, form => form["code_verifier"] = signIn.Sent.Has("code_challenge") ? signIn.Verifier : null);
        Assert.Equal(200, tokens.Status);
        return (app.Verify(tokens.IdToken, signIn.Sent["nonce"], tokens.AccessToken), tokens);
    }
}

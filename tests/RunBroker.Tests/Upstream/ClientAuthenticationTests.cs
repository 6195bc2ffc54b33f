using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream;

/// <summary>How the broker proves itself at a provider's token endpoint, and ID tokens that are encrypted to it.</summary>
public sealed class ClientAuthenticationTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Secret = "s3cret:+/&=% ü";

    [Theory]
    [Spec("RFC6749-2.3.1")]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData("none")]
    public async Task Each_method_is_used_alone_and_as_registered(string method)
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "our client", TokenEndpointAuthMethod = method }, op: op, secret: Secret);
        op.Clients.Add(new TestOpClient("our client", method == "none" ? null : Secret, stage.CallbackUrl) { AuthMethod = method });

        await stage.SignIn();

        var sent = Assert.Single(op.RequestsTo("/token"));
        Assert.Equal(method == "client_secret_post", sent.Form.Has("client_secret"));
        Assert.Equal(method != "client_secret_basic", sent.Form.Has("client_id"));
        Assert.Equal(stage.CallbackUrl, sent.Form["redirect_uri"]);
        Assert.DoesNotContain("secret", sent.Query.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Spec("O-086")]
    public async Task A_client_assertion_is_signed_with_the_key_that_the_connection_publishes()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "us", TokenEndpointAuthMethod = "private_key_jwt" }, op: op);
        using var key = SigningKey.Create("RS256");
        await Seal(stage, "signing_key", key.ExportPkcs8());
        op.Clients.Add(new TestOpClient("us", null, stage.CallbackUrl) { AuthMethod = "private_key_jwt", JwksUri = JwksOf(stage) });

        await stage.SignIn();
        await stage.InAnotherBrowser().SignIn();

        var assertions = op.RequestsTo("/token").Select(r => TestJws.Claims(r.Form["client_assertion"]!)).ToArray();
        Assert.Equal(2, assertions.Length);
        Assert.All(assertions, a => Assert.Equal((op.Issuer, "us", "us"), ((string?)a["aud"], (string?)a["iss"], (string?)a["sub"])));
        Assert.NotEqual((string?)assertions[0]["jti"], (string?)assertions[1]["jti"]);
    }

    [Fact]
    [Spec("O-091")]
    public async Task A_secret_that_the_provider_refuses_is_the_admins_to_mend_and_is_shown_to_nobody()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "us" }, op: op, secret: "not-the-secret-0123456789");
        op.Clients.Add(new TestOpClient("us", Secret, stage.CallbackUrl));
        // A provider that repeats what it was sent.
        op.Break(TestOpFaults.Answer(OpPlace.Token, a => a.Json["error_description"] = "wrong: not-the-secret-0123456789"));

        var step = await stage.Refused(await stage.Go(), "upstream.ClientRefused", "server_error");

        Assert.Equal("invalid_client: wrong: [secret]", step.Got);
        Assert.DoesNotContain("not-the-secret", (await stage.LastCase()).Steps, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", shared.Scene.Broker.Options.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("OIDCC-9")]
    public async Task Without_a_key_or_secret_nothing_is_sent_to_the_provider()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "us", TokenEndpointAuthMethod = "private_key_jwt" }, op: op);
        op.Clients.Add(new TestOpClient("us", null, stage.CallbackUrl) { AuthMethod = "private_key_jwt", JwksUri = JwksOf(stage) });

        await stage.Refused(await stage.Go(), "connection.NoCredentials", "server_error");

        Assert.Empty(op.RequestsTo("/token"));
    }

    [Theory]
    [Spec("OIDCC-10.2")]
    [InlineData("RSA-OAEP-256", "A256GCM")]
    [InlineData("ECDH-ES", "A256GCM")]
    public async Task An_encrypted_id_token_opens_with_the_key_that_the_connection_publishes(string alg, string enc)
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "us", IdTokenEncryptedResponseAlg = alg }, op: op, secret: Secret);
        using (var key = DecryptionKey.Create(alg))
            await Seal(stage, "decryption_key", key.ExportPkcs8());
        op.Clients.Add(new TestOpClient("us", Secret, stage.CallbackUrl) { JwksUri = JwksOf(stage), IdTokenEncAlg = alg, IdTokenEnc = enc });

        var (claims, _) = await stage.SignIn();

        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        var published = (await stage.Browser.Get(JwksOf(stage))).Body;
        Assert.Contains("\"use\":\"enc\"", published, StringComparison.Ordinal);
        Assert.DoesNotContain("\"d\":", published, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-068")]
    public async Task An_id_token_encrypted_to_a_key_of_ours_that_was_never_made_is_refused()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "us" }, op: op, secret: Secret);
        using var stranger = DecryptionKey.Create("RSA-OAEP-256");
        op.Clients.Add(new TestOpClient("us", Secret, stage.CallbackUrl)
        {
            Jwks = System.Text.Json.Nodes.JsonNode.Parse(JwkSet.Of(stranger.PublicKey).ToJson())!.AsObject(),
            IdTokenEncAlg = "RSA-OAEP-256",
            IdTokenEnc = "A256GCM",
        });

        await stage.Refused(await stage.Go(), "upstream.Undecryptable", "server_error");
    }

    [Fact]
    [Spec("O-128")]
    public async Task A_sign_in_leaves_no_secret_and_no_address_in_the_log()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "us" }, op: op, secret: Secret);
        op.Clients.Add(new TestOpClient("us", Secret, stage.CallbackUrl));

        var (_, tokens) = await stage.SignIn();

        var asked = op.RequestsTo("/token")[^1].Form;
        var log = shared.Scene.Broker.Options.Log.All;
        foreach (var secret in new[]
        {
            Secret, asked["code"], asked["code_verifier"], stage.App.Callbacks[^1].Code, tokens.AccessToken, tokens.RefreshToken, tokens.IdToken,
            "alice@acme.example", stage.Browser.Cookies.Find("__Host-rb_sso")!.Value,
        })
            Assert.DoesNotContain(secret!, log, StringComparison.Ordinal);
    }

    private string JwksOf(Stage stage) => $"{shared.Scene.Broker.Url}/federation/oidc/{stage.Connection.Id}/jwks";

    private static async Task Seal(Stage stage, string column, byte[] pkcs8)
    {
        var row = stage.Connection;
        var sealedKey = stage.Scene.Broker.Box.Seal(pkcs8, new SecretPlace(row.TenantId.Value, "connection", row.Id, column));
        var edited = column == "signing_key" ? row with { SigningKey = sealedKey, Version = 2 } : row with { DecryptionKey = sealedKey, Version = 2 };
        Assert.True(await stage.Db.Write(tx => ConnectionStore.Update(tx, edited, row.Version), CancellationToken.None));
    }

    private async Task<TestOp> Provider()
    {
        var op = await TestOp.Start(new TestOpOptions { Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        return op;
    }
}

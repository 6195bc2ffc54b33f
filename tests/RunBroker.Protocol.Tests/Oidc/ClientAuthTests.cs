using System.Text;
using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

[Spec("RFC6749-2.3"), Spec("O-031"), Spec("O-032")]
public sealed class ClientAuthTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [Spec("RFC6749-2.3.1")]
    [InlineData("app:secret", "app", "secret"), InlineData("a%3Ab+c:s%2Be%25%3A", "a:b c", "s+e%:"), InlineData("app:a:b", "app", "a:b"), InlineData("%C3%A9:x", "é", "x")]
    public void Basic_is_base64_of_two_form_encoded_parts(string pair, string id, string secret)
    {
        var shown = Assert.IsType<ClientCredentials.Secret>(Shown(Basic(pair), ""));
        Assert.Equal((id, secret, ClientAuthMethod.ClientSecretBasic), (shown.ClientId, shown.Value, shown.Method));
        Assert.DoesNotContain(secret, shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_scheme_is_read_in_any_case() => Assert.Equal("app", Shown("basic " + Basic("app:s")[6..], "").ClientId);

    [Theory]
    [InlineData("Basic"), InlineData("Basic "), InlineData("Basic ***"), InlineData("Bearer abc"), InlineData(""), InlineData("Basic YXBw")]
    [InlineData("Basic OnNlY3JldA=="), InlineData("Basic YXBwOg==")] // ":secret", "app:"
    public void A_header_that_is_no_Basic_with_id_and_secret_is_invalid_client(string header) => Assert.Equal("invalid_client", Refused(header, "client_id=app"));

    [Theory]
    [InlineData("client_id=app&client_secret=s"), InlineData("client_secret=s"), InlineData("client_id=other")]
    public void Basic_with_anything_else_of_another_method_or_client_is_refused(string form) => Assert.Equal("invalid_request", Refused(Basic("app:s"), form));

    [Fact]
    public void Secret_and_assertion_together_are_refused() => Assert.Equal("invalid_request",
        Refused(null, "client_id=app&client_secret=s&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=e30.eyJzdWIiOiJhcHAifQ.x"));

    [Theory]
    [InlineData("client_id=app&client_assertion=e30.eyJzdWIiOiJhcHAifQ.x"), InlineData("client_assertion_type=x&client_assertion=e30.eyJzdWIiOiJhcHAifQ.x")]
    [InlineData("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=e30.e30.x")]
    [InlineData("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=nonsense"), InlineData("")]
    public void An_assertion_without_type_or_subject_is_invalid_client(string form) => Assert.Equal("invalid_client", Refused(null, form));

    [Fact]
    public void A_client_id_alone_is_a_public_client() => Assert.IsType<ClientCredentials.Public>(Shown(null, "client_id=app"));

    [Fact]
    public void An_empty_secret_is_none() => Assert.IsType<ClientCredentials.Public>(Shown(null, "client_id=app&client_secret="));

    [Theory]
    [InlineData(Apps.Secret, true), InlineData("an older secret, still valid", true), InlineData("wrong", false), InlineData(Apps.Secret + " ", false)]
    public void Any_secret_that_is_valid_now_will_do(string secret, bool good) =>
        Assert.Equal(good, Check(new ClientCredentials.Secret("app", secret, ClientAuthMethod.ClientSecretBasic), Apps.Confidential));

    [Fact]
    public void Only_the_registered_method_will_do()
    {
        Assert.False(Check(new ClientCredentials.Secret("app", Apps.Secret, ClientAuthMethod.ClientSecretPost), Apps.Confidential));
        Assert.False(Check(new ClientCredentials.Public("app"), Apps.Confidential));
        Assert.False(Check(new ClientCredentials.Secret("app", Apps.Secret, ClientAuthMethod.ClientSecretBasic), Apps.Confidential with { AuthMethod = ClientAuthMethod.PrivateKeyJwt }));
        Assert.False(Check(new ClientCredentials.Secret("app", Apps.Secret, ClientAuthMethod.ClientSecretBasic), Apps.Confidential with { AuthMethod = ClientAuthMethod.None }));
        Assert.True(Check(new ClientCredentials.Public("app"), Apps.Native));
    }

    [Fact]
    public void An_app_without_a_valid_secret_is_never_let_in() =>
        Assert.False(Check(new ClientCredentials.Secret("app", Apps.Secret, ClientAuthMethod.ClientSecretBasic), Apps.Confidential with { SecretHashes = [] }));

    private static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    private static ClientCredentials Shown(string? header, string form) =>
        Assert.IsType<ClientAuthRead.Shown>(ClientAuth.Read(header, Parameters.Parse(form))).Credentials;

    private static string Refused(string? header, string form) =>
        Assert.IsType<ClientAuthRead.Refused>(ClientAuth.Read(header, Parameters.Parse(form))).Error.Error;

    private static bool Check(ClientCredentials shown, AppTrust app) =>
        ClientAuth.Check(shown, app, "https://broker.example", "https://broker.example/connect/token", Now) is ClientAuthResult.Accepted;
}

using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class EndpointUrlTests
{
    private static readonly Func<Uri, bool> Loopback = static u => u.IsLoopback;

    [Theory]
    [Spec("S-127")]
    [InlineData("https://idp.example/sso")]
    [InlineData("https://idp.example:8443/sso?idpid=C00&x=a:b@c")]
    [InlineData("HTTPS://idp.example")]
    [InlineData("https://[2001:db8::1]/sso")]
    [InlineData("http://127.0.0.1:9101/sso")]
    [InlineData("http://localhost/sso")]
    public void Https_is_taken_and_http_where_the_caller_says_so(string url) => Assert.Null(EndpointUrl.Check("sso_url", url, Loopback));

    [Theory]
    [Spec("S-127")]
    [InlineData("http://idp.example/sso", MetadataFault.EndpointNotHttps)]
    [InlineData("/sso", MetadataFault.EndpointNotUrl)]
    [InlineData("//idp.example/sso", MetadataFault.EndpointNotUrl)]
    [InlineData("idp.example/sso", MetadataFault.EndpointNotUrl)]
    [InlineData("", MetadataFault.EndpointNotUrl)]
    [InlineData("https://", MetadataFault.EndpointNotUrl)]
    [InlineData("https:idp.example", MetadataFault.EndpointNotUrl)]
    [InlineData("https://user@idp.example/", MetadataFault.EndpointNotUrl)]
    [InlineData("https://user:pw@idp.example/", MetadataFault.EndpointNotUrl)]
    [InlineData("https://idp.example/#x", MetadataFault.EndpointNotUrl)]
    [InlineData("https://idp.example/#", MetadataFault.EndpointNotUrl)]
    [InlineData("https://idp.example\\@evil.example/", MetadataFault.EndpointNotUrl)]
    [InlineData("https://idp.example/a b", MetadataFault.EndpointNotUrl)]
    [InlineData("https://idp.example/\r\nSet-Cookie:x", MetadataFault.EndpointNotUrl)]
    [InlineData("https://idp.exämple/", MetadataFault.EndpointNotUrl)]
    [InlineData("ftp://idp.example/", MetadataFault.EndpointNotUrl)]
    [InlineData("javascript:alert(1)", MetadataFault.DangerousEndpoint)]
    [InlineData("JavaScript:alert(1)", MetadataFault.DangerousEndpoint)]
    [InlineData(" \tjava\nscript\u00a0:alert(1)", MetadataFault.DangerousEndpoint)]
    [InlineData("data:text/html,x", MetadataFault.DangerousEndpoint)]
    [InlineData("vbscript:x", MetadataFault.DangerousEndpoint)]
    [InlineData("file:///etc/passwd", MetadataFault.DangerousEndpoint)]
    [InlineData("blob:https://idp.example/x", MetadataFault.DangerousEndpoint)]
    public void Anything_else_is_refused_for_what_it_is(string url, MetadataFault fault)
    {
        var problem = EndpointUrl.Check("sso_url", url, Loopback);
        Assert.Equal((fault.ToString(), "sso_url"), (problem!.Code, problem.Field));
    }

    [Fact]
    [Spec("S-127")]
    public void An_address_has_2048_characters_at_most()
    {
        var longest = "https://idp.example/" + new string('x', MetadataLimits.Url - 20);
        Assert.Null(EndpointUrl.Check("sso_url", longest, Loopback));
        Assert.Equal(nameof(MetadataFault.EndpointNotUrl), EndpointUrl.Check("sso_url", longest + "x", Loopback)!.Code);
    }

    [Fact]
    [Spec("S-127")]
    public void A_bad_address_beside_a_good_one_is_left_out_and_alone_it_is_a_problem()
    {
        var one = Taken(Broken("https://idp.example/sso\"", "http://idp.example/sso\""));
        Assert.Equal([new(SamlNames.PostBinding, "https://idp.example/sso-post")], one.SsoEndpoints);
        Assert.Equal(("sso_url", nameof(MetadataFault.EndpointNotHttps)), (Assert.Single(one.Warnings).Field, one.Warnings[0].Code));

        var none = Assert.IsType<MetadataResult.Refused>(
            Read(Broken("https://idp.example/sso\"", "http://idp.example/sso\"").With("https://idp.example/sso-post", "x")));
        Assert.Equal([nameof(MetadataFault.EndpointNotHttps), nameof(MetadataFault.EndpointNotUrl)], Codes(none.Problems));
        Assert.Equal("http://idp.example/sso", Taken(Broken("https://idp.example/sso\"", "http://idp.example/sso\""),
            new() { MayUseHttp = static u => u.Host == "idp.example" }).SsoEndpoints[0].Url);
    }

    [Theory]
    [Spec("S-127")]
    [InlineData("https://idp.example/sso\"")]
    [InlineData("https://idp.example/sso-post\"")]
    [InlineData("https://idp.example/slo\"")]
    [InlineData("https://idp.example/slo-answers\"")]
    public void An_address_that_runs_script_refuses_the_document_wherever_it_stands(string address) =>
        Assert.Equal(nameof(MetadataFault.DangerousEndpoint), Problem(Broken(address, " javascript:alert(1)\"")).Code);

    [Theory]
    [Spec("S-127")]
    [InlineData("https://idp.example/slo\"", "slo_url")]
    [InlineData("https://idp.example/slo-answers\"", "slo_response_url")]
    public void A_bad_sign_out_address_costs_only_the_sign_out(string address, string field)
    {
        var metadata = Taken(Broken(address, "/slo\""));
        Assert.Empty(metadata.SloEndpoints);
        Assert.Equal((field, nameof(MetadataFault.EndpointNotUrl)), (Assert.Single(metadata.Warnings).Field, metadata.Warnings[0].Code));
    }

    [Fact]
    [Spec("S-129")]
    public void Bindings_that_we_do_not_speak_are_left_aside_whatever_their_address()
    {
        const string Artifact = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact";
        var metadata = Taken(Broken(
            "<md:NameIDFormat>", $"""<md:SingleSignOnService Binding="{Artifact}" Location="javascript:x"/><md:NameIDFormat>"""));
        Assert.Equal(2, metadata.SsoEndpoints.Length);
        Assert.Empty(metadata.Warnings);

        var many = new StringBuilder().Insert(0, $"""<md:SingleSignOnService Binding="{Artifact}" Location="x"/>""", 100).ToString();
        Assert.Equal(2, Taken(Broken("<md:NameIDFormat>", many + "<md:NameIDFormat>")).SsoEndpoints.Length);

        var problem = Problem(Broken(SamlNames.RedirectBinding, Artifact)
            .With($"SingleSignOnService Binding=\"{SamlNames.PostBinding}\"", "SingleSignOnService Binding=\"urn:x\""));
        Assert.Equal((nameof(MetadataFault.NoSsoEndpoint), Artifact + " urn:x"), (problem.Code, problem.Got));
    }

    [Fact]
    public void Blanks_around_an_address_are_not_part_of_it()
    {
        var blanks = Broken("\"https://idp.example/sso\"", "\" https://idp.example/sso\n\"");
        Assert.Equal("https://idp.example/sso", Taken(blanks).SsoEndpoints[0].Url);
    }
}

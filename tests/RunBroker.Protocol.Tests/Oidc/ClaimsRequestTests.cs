using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

[Spec("OIDCC-5.5"), Spec("OIDCC-5.5.1")]
public sealed class ClaimsRequestTests
{
    [Fact]
    public void The_three_forms_of_a_claim_are_read()
    {
        var read = ClaimsRequest.Parse("""
            {"userinfo":{"given_name":{"essential":true},"nickname":null,"https://x.example/y":{"value":"v","unknown":1}},
             "id_token":{"acr":{"values":["a",1,"b"]},"auth_time":{"essential":"true"}},"other":7}
            """);

        Assert.Equal(["given_name", "nickname", "https://x.example/y"], read!.UserInfo.Select(c => c.Name));
        Assert.Equal([true, false, false], read.UserInfo.Select(c => c.Essential));
        Assert.Equal(["v"], read.UserInfo[2].Values);
        Assert.Equal(["a", "b"], read.IdToken[0].Values);
        // Only the JSON true makes it essential.
        Assert.False(read.IdToken[1].Essential);
    }

    [Theory]
    [InlineData("{}"), InlineData("""{"userinfo":null}"""), InlineData("""{"userinfo":{},"id_token":{}}"""), InlineData(null)]
    public void Nothing_asked_is_fine(string? json)
    {
        var read = ClaimsRequest.Parse(json);
        Assert.Empty(read!.UserInfo);
        Assert.Empty(read.IdToken);
    }

    [Theory]
    [InlineData("null"), InlineData("[]"), InlineData("\"{}\""), InlineData("{"), InlineData(" x"), InlineData("""{"userinfo":[]}"""), InlineData("""{"id_token":"sub"}""")]
    [InlineData("""{"id_token":{"sub":"x"}}"""), InlineData("""{"id_token":{"sub":[]}}"""), InlineData("""{"id_token":{},"id_token":{}}"""), InlineData("{}{}")]
    public void What_is_not_the_object_of_the_specification_is_refused(string json) => Assert.Null(ClaimsRequest.Parse(json));

    [Fact]
    public void A_pit_of_brackets_is_refused_and_does_no_harm() =>
        Assert.Null(ClaimsRequest.Parse("{\"userinfo\":{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 5000))));
}

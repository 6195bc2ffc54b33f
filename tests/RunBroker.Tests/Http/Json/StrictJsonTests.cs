using System.Text;
using RunBroker.Http.Json;

namespace RunBroker.Tests.Http.Json;

public sealed class StrictJsonTests
{
    private const string Good = """{"name":"Acme","role_rules":[{"claim":"groups"}]}""";

    [Fact]
    public void A_good_body_is_an_object() => Assert.Equal(
        "Acme", Assert.IsType<JsonRead.Accepted>(Read(Good)).Value["name"]!.GetValue<string>());

    [Theory]
    [Spec("RFC8259-4")]
    [InlineData("""{"name":"a","name":"b"}""", JsonFault.DuplicateMember)]
    [InlineData("""{"name":"a","n\u0061me":"b"}""", JsonFault.DuplicateMember)]
    [InlineData("""{"x":[{"a":1,"a":2}]}""", JsonFault.DuplicateMember)]
    [InlineData("""[1]""", JsonFault.NotAnObject)]
    [InlineData("null", JsonFault.NotAnObject)]
    [InlineData("", JsonFault.NotJson)]
    [InlineData("""{"name":"a",}""", JsonFault.NotJson)]
    [InlineData("""{"name":"a"}{}""", JsonFault.NotJson)]
    [InlineData("""{"name":/**/"a"}""", JsonFault.NotJson)]
    [InlineData("""{"name":"\u0000"}""", JsonFault.NotText)]
    [InlineData("""{"name":"\ud800"}""", JsonFault.NotText)]
    [InlineData("""{"x":["\udc00"]}""", JsonFault.NotText)]
    [InlineData("""{"a\u0000":1}""", JsonFault.NotText)]
    [InlineData("""{"\ud800":1}""", JsonFault.NotText)]
    public void A_body_with_one_thing_wrong_is_refused_for_that(string body, JsonFault fault) =>
        Assert.Equal(fault, Assert.IsType<JsonRead.Refused>(Read(body)).Fault);

    [Fact]
    public void Broken_UTF8_is_no_text()
    {
        byte[] body = [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Equal(JsonFault.NotText, Assert.IsType<JsonRead.Refused>(StrictJson.ReadObject(body)).Fault);
    }

    [Fact]
    public void Size_and_depth_have_an_end_and_the_end_itself_is_good()
    {
        var body = Encoding.UTF8.GetBytes("""{"a":[[1]]}""");
        Assert.IsType<JsonRead.Accepted>(StrictJson.ReadObject(body, body.Length, 3));
        Assert.Equal(JsonFault.TooLarge, Assert.IsType<JsonRead.Refused>(StrictJson.ReadObject(body, body.Length - 1, 3)).Fault);
        Assert.Equal(JsonFault.TooDeep, Assert.IsType<JsonRead.Refused>(StrictJson.ReadObject(body, body.Length, 2)).Fault);
    }

    [Fact]
    public void Nesting_without_end_is_refused_and_not_followed() =>
        Assert.IsType<JsonRead.Refused>(Read(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));

    private static JsonRead Read(string body) => StrictJson.ReadObject(Encoding.UTF8.GetBytes(body));
}

using System.Globalization;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

public sealed class JwtClaimsTests
{
    [Theory]
    [InlineData("0", "1970-01-01T00:00:00Z"), InlineData("1300819380", "2011-03-22T18:43:00Z")]
    [InlineData("1300819380.999", "2011-03-22T18:43:00Z")]
    [InlineData("1.30081938e9", "2011-03-22T18:43:00Z"), InlineData("253402300799", "9999-12-31T23:59:59Z")]
    [InlineData("253402300800", null), InlineData("-1", null), InlineData("-0.5", null), InlineData("1e400", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("\"1300819380\"", null), InlineData("true", null), InlineData("null", null), InlineData("[1300819380]", null)]
    [InlineData("\"NaN\"", null)]
    [Spec("O-069"), Spec("RFC7519-2")]
    public void A_time_is_a_number_of_seconds_in_range(string json, string? time)
    {
        var wanted = time is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        Assert.Equal(wanted, Claims($$"""{"exp":{{json}}}""").Time("exp"));
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}"""), InlineData("""{"a":{"b":1,"b":1}}"""), InlineData("""{"a":[{"b":1,"b":1}]}""")]
    [InlineData("""{"a":1,"\u0061":1}""")]
    [InlineData("""{"a":"\ud800"}"""), InlineData("""{"\udfff":1}"""), InlineData("[]"), InlineData("7"), InlineData("null")]
    [InlineData(""), InlineData("{}{}")]
    [InlineData("{\"a\":NaN}"), InlineData("{\"a\":01}"), InlineData("{'a':1}"), InlineData("{\"a\":1,}"), InlineData("// x\n{}")]
    [InlineData("\uFEFF{}")]
    [Spec("O-065")]
    public void What_is_not_one_clear_object_is_no_claims(string json) => Assert.Null(JwtClaims.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact, Spec("O-065")]
    public void Depth_16_and_64_KB_pass_and_one_more_of_either_does_not()
    {
        Assert.NotNull(Parsed(Nested(16)));
        Assert.Null(Parsed(Nested(17)));
        Assert.Null(Parsed(Nested(20_000)));
        var longest = "{\"a\":\"" + new string('x', (64 * 1024) - 8) + "\"}";
        Assert.NotNull(Parsed(longest));
        Assert.Null(Parsed(longest + " "));
    }

    [Fact, Spec("O-065")]
    public void Broken_UTF8_is_no_claims() =>
        Assert.Null(JwtClaims.Parse(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' }));

    [Fact]
    public void Texts_flags_and_presence_are_read_as_they_are_sent()
    {
        var claims = Claims("""{"s":"x","n":1,"t":true,"f":"false","y":"TRUE","many":["a",1,"b"],"none":null,"\u0065":"é\ud83d\ude00"}""");
        Assert.Equal(("x", null, null), (claims.Text("s"), claims.Text("n"), claims.Text("missing")));
        Assert.Equal((true, false, null, null), (claims.Flag("t"), claims.Flag("f"), claims.Flag("y"), claims.Flag("missing")));
        Assert.Equal(["a", "b"], claims.Texts("many"));
        Assert.Equal(["x"], claims.Texts("s"));
        Assert.Empty(claims.Texts("n"));
        Assert.Empty(claims.Texts("missing"));
        Assert.True(claims.Has("none"));
        Assert.False(claims.Has("missing"));
        Assert.Null(claims["missing"]);
        Assert.Equal("é😀", claims.Text("e"));
        Assert.Equal(8, claims.Json.EnumerateObject().Count());
    }

    private static JwtClaims Claims(string json) => Parsed(json) ?? throw new InvalidDataException(json);

    private static JwtClaims? Parsed(string json) => JwtClaims.Parse(Encoding.UTF8.GetBytes(json));

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
}

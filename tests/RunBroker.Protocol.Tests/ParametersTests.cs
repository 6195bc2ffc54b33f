namespace RunBroker.Protocol.Tests;

[Spec("RFC6749-3.1")]
public sealed class ParametersTests
{
    [Fact]
    public void A_single_value_is_read_and_an_empty_or_missing_one_is_absent()
    {
        var sent = Parameters.Parse("?a=1&b=&c&d=%C3%A9+%2B&=x");
        Assert.Equal(("1", null, null, "é +", null), (sent["a"], sent["b"], sent["c"], sent["d"], sent["A"]));
        Assert.Equal(["a", "d", ""], sent.All.Select(p => p.Key));
        Assert.Null(sent.Repeated);
    }

    [Fact]
    public void A_name_sent_twice_has_no_value_and_is_named()
    {
        var sent = Parameters.Parse("x=1&b=1&a=1&b=1&a=2");
        Assert.Equal("b", sent.Repeated);
        Assert.Null(sent["b"]);
        Assert.Null(sent["a"]);
        Assert.Equal("1", sent["x"]);
        Assert.Equal(5, sent.All.Length);
    }

    [Fact]
    public void An_empty_one_repeats_nothing() => Assert.Equal("1", Parameters.Parse("a=&a=1")["a"]);

    [Fact]
    [Spec("RFC6749-3.3")]
    public void Words_are_divided_by_spaces_and_each_counts_once()
    {
        Assert.Equal(["openid", "email"], Parameters.Parse("scope=openid++email+openid").Words("scope"));
        Assert.Empty(Parameters.None.Words("scope"));
    }

    [Fact]
    public void The_size_counts_everything_that_came() =>
        Assert.Equal(7, Parameters.From([new("ab", "cd"), new("ef", null), new("g", "")]).Size);

    [Theory]
    [InlineData("https://a.example/x", "https://a.example/x?k=a+b")]
    [InlineData("https://a.example/x?y=1", "https://a.example/x?y=1&k=a+b")]
    [InlineData("https://a.example/x?", "https://a.example/x?k=a+b")]
    public void Pairs_are_added_to_the_query_an_address_has(string url, string expected)
    {
        Assert.Equal(expected, FormEncoding.AddTo(url, [new("k", "a b")]));
        Assert.Equal(url, FormEncoding.AddTo(url, []));
    }
}

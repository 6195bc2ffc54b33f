using System.Text.Json.Nodes;
using RunBroker.Http.Json;

namespace RunBroker.Tests.Http.Json;

public sealed class FieldReaderTests
{
    private readonly FieldErrors errors = new();

    [Fact]
    public void Members_nobody_asked_for_are_reported_by_path()
    {
        var root = Reader("""{"name":"a","nmae":"b","inner":{"x":1},"list":[{},{"y":2}]}""");
        Assert.Equal("a", root.Text("name", 10));
        root.Inner("inner")!.RefuseUnknown();
        foreach (var each in root.InnerEach("list", 5)) each.RefuseUnknown();
        root.RefuseUnknown();

        Assert.Equal(["inner.x", "list[1].y", "nmae"], errors.All.Select(e => e.Path));
        Assert.Equal(["is not a known member"], errors.ByField()["nmae"]);
    }

    [Theory]
    [InlineData("""{"t":5}""", "must be a string")]
    [InlineData("""{"t":""}""", "must not be blank")]
    [InlineData("""{"t":" \t"}""", "must not be blank")]
    [InlineData("""{"t":"abcdef"}""", "must have at most 5 characters")]
    [InlineData("""{"t":"a\r\nb"}""", "must not hold control characters")]
    [InlineData("""{}""", "is required")]
    [InlineData("""{"t":null}""", "is required")]
    public void A_text_with_one_thing_wrong_is_null_and_says_so(string json, string says)
    {
        Assert.Null(Reader(json).RequiredText("t", 5));
        Assert.Equal([new FieldError("t", says)], errors.All);
    }

    [Fact]
    public void Wrong_kinds_are_complaints_and_never_exceptions()
    {
        var root = Reader("""{"a":1,"b":"x","c":[1],"d":{"z":1},"e":["t",5],"f":[1,2,3]}""");
        Assert.Null(root.Flag("a"));
        Assert.Null(root.Inner("b"));
        Assert.Empty(root.InnerEach("c", 5));
        Assert.Empty(root.InnerEach("d", 5));
        Assert.Equal(["t"], root.Texts("e", 5, 5));
        Assert.Empty(root.Texts("f", 2, 5));
        Assert.Equal(["a", "b", "c[0]", "d", "e[1]", "f"], errors.All.Select(e => e.Path));
    }

    [Fact]
    public void Absent_is_no_complaint_where_it_may_be_absent()
    {
        var root = Reader("{}");
        Assert.Null(root.Text("a", 5));
        Assert.Null(root.Flag("b"));
        Assert.Null(root.Word("c", new Dictionary<string, int> { ["x"] = 1 }, required: false));
        Assert.Empty(root.Texts("d", 5, 5));
        Assert.False(errors.Any);
    }

    [Fact]
    public void A_flood_of_unknown_members_is_answered_with_few_and_short_complaints()
    {
        var json = new JsonObject(Enumerable.Range(0, 5000).Select(i => KeyValuePair.Create<string, JsonNode?>(new string('x', 5000) + i, i)));
        new FieldReader(json, errors).RefuseUnknown();
        Assert.Equal(FieldErrors.Most, errors.All.Length);
        Assert.True(errors.All.All(e => e.Path.Length <= 201));
    }

    private FieldReader Reader(string json) => new(JsonNode.Parse(json)!.AsObject(), errors);
}

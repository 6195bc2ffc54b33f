using System.Text.Json.Nodes;
using RunBroker.Http.Json;

namespace RunBroker.Tests.Http.Json;

[Spec("RFC7396-A")]
public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_table_of_the_RFC_holds(string target, string patch, string outcome) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(outcome), MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch))));

    [Fact]
    public void Neither_document_changes()
    {
        var target = JsonNode.Parse("""{"a":{"b":1},"c":[1]}""");
        var patch = JsonNode.Parse("""{"a":{"b":2},"c":[2]}""");
        var merged = Assert.IsType<JsonObject>(MergePatch.Apply(target, patch));
        merged["c"]!.AsArray().Add(3);
        merged["a"]!["b"] = 9;

        Assert.Equal("""{"a":{"b":1},"c":[1]}""", target!.ToJsonString());
        Assert.Equal("""{"a":{"b":2},"c":[2]}""", patch!.ToJsonString());
    }
}

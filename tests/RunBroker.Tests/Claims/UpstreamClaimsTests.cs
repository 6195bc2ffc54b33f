using System.Collections.Immutable;
using System.Text.Json;
using RunBroker.Claims;

namespace RunBroker.Tests.Claims;

public sealed class UpstreamClaimsTests
{
    private static readonly UpstreamClaims Sent = Claim.Json("""
        {
          "email": "ada@acme.example", "n": 1.50, "big": 12345678901234567890, "yes": true, "nothing": null,
          "groups": ["a", 7, {"x": 1}, null, ["deep"]], "none": [], "only_objects": [{}], "one": ["a"],
          "realm_access": {"roles": ["admin"]}, "address": {"country": "CH", "geo": {"lat": 46}},
          "address.country": "exact", "https://acme.example/roles": ["x"], "https://acme.example/more": {"roles": ["y"]},
          "broken": "\ud800", "__proto__": {"x": "data"}
        }
        """);

    [Theory]
    [InlineData("email", "ada@acme.example", false)]
    [InlineData("n", "1.50", false)]
    [InlineData("big", "12345678901234567890", false)]
    [InlineData("yes", "true", false)]
    [InlineData("groups", "a|7", true)]
    [InlineData("none", "", true)]
    [InlineData("one", "a", true)]
    [InlineData("realm_access.roles", "admin", true)]
    [InlineData("address.country", "exact", false)]
    [InlineData("address.geo.lat", "46", false)]
    [InlineData("https://acme.example/roles", "x", true)]
    [InlineData("https://acme.example/more.roles", "y", true)]
    [InlineData("__proto__.x", "data", false)]
    public void A_claim_is_found_by_exact_name_then_by_path(string name, string values, bool isArray)
    {
        var found = Sent.Find(name);
        Assert.NotNull(found);
        Assert.Equal((values, isArray), (string.Join('|', found.Values), found.IsArray));
    }

    [Theory]
    [Spec("S-056")]
    [InlineData("nothing")]
    [InlineData("address")]
    [InlineData("only_objects")]
    [InlineData("broken")]
    [InlineData("Email")]
    [InlineData("absent")]
    [InlineData("realm_access.roles.0")]
    [InlineData("")]
    public void What_is_no_text_is_not_there(string name) => Assert.Null(Sent.Find(name));

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    public void Anything_but_an_object_has_no_claims(string json) => Assert.Null(Claim.Json(json).Find("x"));

    [Fact]
    public void Attributes_are_found_by_exact_name_and_are_arrays_from_two_values_on()
    {
        var saml = UpstreamClaims.FromAttributes([
            new("urn:oid:0.9.2342.19200300.100.1.3", ["ada@acme.example"]), new("g", ["a", "b"]), new("twice", ["a"]), new("twice", ["b"])]);
        Assert.False(saml.Find("urn:oid:0.9.2342.19200300.100.1.3")!.IsArray);
        Assert.True(saml.Find("g")!.IsArray);
        Assert.Equal(["a", "b"], saml.Find("twice")!.Values.AsEnumerable());
    }

    [Fact]
    public void Userinfo_fills_what_the_ID_token_left_out_and_overrides_nothing()
    {
        var token = Claim.Json("""{"email":"a","x":{"y":"1"}}""");
        var both = token.FilledFrom(Claim.Json("""{"email":"b","name":"n","x":{"y":"2","z":"3"}}"""));
        Assert.Equal(["a", "n", "1", "3"], new[] { "email", "name", "x.y", "x.z" }.Select(n => both.Find(n)!.Values[0]));
    }

    [Theory]
    [InlineData("""{"_claim_names":{"groups":"src1"},"_claim_sources":{"src1":{"endpoint":"https://x"}}}""", "groups", true)]
    [InlineData("""{"hasgroups":true}""", "groups", true)]
    [InlineData("""{"http://schemas.microsoft.com/claims/groups.link":"https://x"}""", "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", true)]
    [InlineData("""{"_claim_names":{"groups":"src1"},"groups":["a"]}""", "groups", false)]
    [InlineData("""{"_claim_names":{"groups":"src1"}}""", "roles", false)]
    [InlineData("""{"hasgroups":false}""", "groups", false)]
    public void Group_overage_is_told_from_no_groups(string json, string name, bool elsewhere) =>
        Assert.Equal(elsewhere, Claim.Json(json).IsElsewhere(name));

    [Fact]
    public void Very_deep_objects_are_left_out()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", 20)) + "1" + new string('}', 20);
        Assert.Null(Claim.Json(json).Find(string.Join('.', Enumerable.Repeat("a", 20))));
    }
}

internal static class Claim
{
    public static UpstreamClaims Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return UpstreamClaims.FromJson(document.RootElement.Clone());
    }

    public static ImmutableArray<UserTag> Tags(params (string Key, string Value)[] tags) =>
        [.. tags.Select(t => new UserTag(t.Key, t.Value, TagOrigin.Manual))];
}

using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Http.Json;
using RunBroker.Tests.Claims;
using RunBroker.Webhooks;

namespace RunBroker.Tests.Webhooks;

[Spec("TG-18")]
public sealed class WebhookFilterTests
{
    private readonly FieldErrors errors = new();

    [Theory]
    [InlineData("user.created", "", "", true)]
    [InlineData("user.updated", "", "", false)]
    [InlineData("user.created", """{"tag":"source","value":"sso"}""", "source=sso", true)]
    [InlineData("user.created", """{"tag":"source","value":"sso"}""", "source=SSO", false)]
    [InlineData("user.created", """{"tag":"source","value":"sso"}""", "", false)]
    [InlineData("user.created", """{"tag":"source"}""", "source=anything", true)]
    [InlineData("user.created", """{"tag":"source","value":null}""", "source=anything", true)]
    [InlineData("user.created", """{"tag":"a","value":"b"},{"tag":"c"}""", "c=d", true)]
    [InlineData("user.created", """{"tag":"a","value":"b"},{"tag":"c"}""", "a=x", false)]
    public void Events_are_named_and_conditions_are_or(string type, string conditions, string tag, bool wanted)
    {
        var filter = Read($$"""{"events":["user.created","user.created"],"conditions":[{{conditions}}]}""");
        Assert.False(errors.Any);
        Assert.Single(filter.Events);
        Assert.Equal(wanted, filter.Wants(type, tag.Split('=') is [var key, var value] ? Claim.Tags((key, value)) : []));
    }

    [Theory]
    [InlineData("""{}""", "events")]
    [InlineData("""{"events":[]}""", "events")]
    [InlineData("""{"events":["user.deleted"]}""", "events")]
    [InlineData("""{"events":["user.created"],"conditions":[{"value":"x"}]}""", "conditions[0].tag")]
    [InlineData("""{"events":["user.created"],"conditions":[{"tag":"x","op":"is"}]}""", "conditions[0].op")]
    public void A_filter_with_one_thing_broken_is_refused_at_that_path(string json, string path)
    {
        Read(json);
        Assert.Equal(path, Assert.Single(errors.ByField()).Key);
    }

    [Fact]
    public void A_created_user_is_sent_as_users_answers_it_with_its_tags()
    {
        var at = new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1));
        var user = new UserData("usr_1", "<a>@b", "Ada", null, "member", true, at)
        {
            Roles = ["member"],
            Tags = [UserTag.FromSso, new("dept", "R&D", TagOrigin.Sso)],
            Identities = [new("con_1", "sub")],
        };
        var body = WebhookEvent.ForUserCreated("evt_1", at, user).ToBody();
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"id":"evt_1","type":"user.created","timestamp":"2026-01-02T03:04:05.000Z","data":{
                 "id":"usr_1","email":"<a>@b","first_name":"Ada","last_name":null,"role":"member","roles":["member"],
                 "tags":{"source":"sso","dept":"R&D"},"active":true,"created_at":"2026-01-02T03:04:05.000Z","last_login_at":null,
                 "identities":[{"connection_id":"con_1","subject":"sub"}]}}
                """),
            JsonNode.Parse(body)));
        Assert.Equal("user.updated", WebhookEvent.ForUserUpdated("evt_2", at, user).Type);
        Assert.Equal(body, WebhookEvent.ForUserCreated("evt_1", at, user).ToBody());
    }

    private WebhookFilter Read(string json) => WebhookFilter.Read(new(JsonNode.Parse(json)!.AsObject(), errors));
}

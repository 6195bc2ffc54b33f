using System.Text.Json.Nodes;

namespace RunBroker.Tests.Admin;

public sealed class TenantsApiTests
{
    [Fact]
    public async Task A_tenant_is_made_read_changed_and_deleted()
    {
        await using var host = await AdminHost.Start();
        var made = await host.Post("/tenants", new JsonObject { ["slug"] = "acme", ["name"] = "Acme" });
        Assert.Equal((201, "/api/v1/tenants/acme", "\"v1\""), (made.Status, made.Location, made.Etag));
        Assert.Equal(("free", "exclusive", "member"), (made["plan"], made["connection_policy"], made["default_role"]));
        Assert.StartsWith("ten_", made["id"], StringComparison.Ordinal);
        Assert.EndsWith("Z", made["created_at"], StringComparison.Ordinal);

        var changed = await host.Patch("/tenants/acme", new JsonObject
        {
            ["plan"] = "scale",
            ["session"] = new JsonObject { ["idle_timeout_seconds"] = 3600 },
            ["access_rules"] = JsonNode.Parse("""[{"effect":"deny","targets":[{"type":"tag","tag":"left","value":"yes"},{"type":"any"}]}]"""),
            ["callback_hosts"] = new JsonArray("login.acme.example"),
        });
        Assert.Equal((200, "scale", "\"v2\""), (changed.Status, changed["plan"], changed.Etag));
        Assert.Equal(3600, (int)changed.Json["session"]!["idle_timeout_seconds"]!);
        Assert.Null(changed.Json["session"]!["absolute_lifetime_seconds"]);
        Assert.Equal("yes", (string)changed.Json["access_rules"]![0]!["targets"]![0]!["value"]!);

        // Sent back whole, it is the same: read-only members may be in it, and a merge patch of nothing changes nothing.
        var same = await host.Patch("/tenants/acme", changed.Json.DeepClone());
        Assert.Equal(200, same.Status);
        Assert.Equal("login.acme.example", (string)(await host.Get("/tenants/acme")).Json["callback_hosts"]![0]!);
        var cleared = await host.Patch("/tenants/acme", new JsonObject { ["session"] = null, ["access_rules"] = null });
        Assert.Null(cleared.Json["session"]!["idle_timeout_seconds"]);
        Assert.Empty(cleared.Json["access_rules"]!.AsArray());

        Assert.Equal(204, (await host.Delete("/tenants/acme")).Status);
        Assert.Equal(404, (await host.Get("/tenants/acme")).Status);
    }

    [Theory]
    [InlineData("slug", "\"Acme Inc\"")]
    [InlineData("slug", "null")]
    [InlineData("name", "\"\"")]
    [InlineData("plan", "\"platinum\"")]
    [InlineData("connection_policy", "\"some\"")]
    [InlineData("session", "{\"idle_timeout_seconds\":999999999}")]
    [InlineData("session", "{\"idle\":5}")]
    [InlineData("access_rules", "[{\"effect\":\"deny\",\"targets\":[]}]")]
    [InlineData("callback_hosts", "[\"https://x.example\"]")]
    [InlineData("default_client_id", "\"app_unknown\"")]
    [InlineData("id", "\"ten_mine\"")]
    [InlineData("admin", "true")]
    public async Task A_good_tenant_with_one_thing_broken_is_refused_for_that_thing(string name, string value)
    {
        await using var host = await AdminHost.Start();
        var body = new JsonObject { ["slug"] = "acme", ["name"] = "Acme", [name] = JsonNode.Parse(value) };
        var answer = await host.Post("/tenants", body);
        Assert.Equal(422, answer.Status);
        Assert.StartsWith(name, answer.ErrorFields.Single(), StringComparison.Ordinal);
        Assert.Equal(404, (await host.Get("/tenants/acme")).Status);
    }

    [Theory, Spec("P-015")]
    [InlineData("plan", "\"free\"")]
    [InlineData("connection_policy", "\"multiple\"")]
    [InlineData("callback_hosts", "[\"x.example\"]")]
    public async Task What_is_the_operators_a_tenant_may_send_back_but_not_change(string name, string value)
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        var own = (await host.Get("/tenants/acme", token)).Json;
        Assert.Equal(200,
            (await host.Patch("/tenants/acme", new JsonObject { ["name"] = "New", [name] = own[name]!.DeepClone() }, token)).Status);
        var refused = await host.Patch("/tenants/acme", new JsonObject { ["name"] = "Newer", [name] = JsonNode.Parse(value) }, token);
        Assert.Equal((403, "urn:runbroker:problem:operator_only"), (refused.Status, refused.Type));
        Assert.Equal("New", (await host.Get("/tenants/acme"))["name"]);
    }

    [Fact]
    public async Task A_slug_is_given_once_and_never_changed()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        Assert.Equal(409, (await host.Post("/tenants", new JsonObject { ["slug"] = "acme", ["name"] = "Other" })).Status);
        Assert.Equal("slug", (await host.Patch("/tenants/acme", new JsonObject { ["slug"] = "other" })).ErrorFields.Single());
    }

    [Fact, Spec("TG-31")]
    public async Task A_callback_host_belongs_to_one_tenant_and_a_refusal_takes_nothing_away()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        await host.Tenant("bolt");
        await host.Patch("/tenants/acme", new JsonObject { ["callback_hosts"] = new JsonArray("shared.example") });
        await host.Patch("/tenants/bolt", new JsonObject { ["callback_hosts"] = new JsonArray("bolt.example") });
        var taken = await host.Patch("/tenants/bolt",
            new JsonObject { ["callback_hosts"] = new JsonArray("shared.example"), ["name"] = "Changed" });
        Assert.Equal(409, taken.Status);
        var bolt = await host.Get("/tenants/bolt");
        Assert.Equal(("bolt", "bolt.example"), (bolt["name"], (string)bolt.Json["callback_hosts"]![0]!));
    }

    [Fact, Spec("RFC9110-13.1.1")]
    public async Task Of_two_who_read_the_same_version_one_may_write()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var etag = (await host.Get("/tenants/acme")).Etag!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            host.Patch("/tenants/acme", new JsonObject { ["name"] = $"name {i}" }, AdminHost.Operator, ("If-Match", etag))));
        Assert.Equal(1, answers.Count(a => a.Status == 200));
        Assert.Equal(7, answers.Count(a => a.Status == 412));
        Assert.Equal(412, (await host.Delete("/tenants/acme", AdminHost.Operator, ("If-Match", etag))).Status);
        Assert.Equal(204, (await host.Delete("/tenants/acme", AdminHost.Operator, ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task A_list_is_walked_by_its_cursor_to_the_last_and_no_one_twice()
    {
        await using var host = await AdminHost.Start();
        for (var i = 0; i < 7; i++)
            await host.Post("/tenants", new JsonObject { ["slug"] = $"tenant-{i}", ["name"] = "T" });
        var (seen, cursor) = (new List<string>(), (string?)"");
        for (var pages = 0; cursor is not null; pages++)
        {
            Assert.True(pages < 3);
            var page = await host.Get("/tenants?limit=3" + (cursor.Length > 0 ? "&cursor=" + cursor : ""));
            seen.AddRange(page.Json["items"]!.AsArray().Select(t => (string)t!["slug"]!));
            cursor = (string?)page.Json["next_cursor"];
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"tenant-{i}"), seen);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("cursor=%25", "cursor")]
    public async Task A_bad_page_is_refused(string query, string field)
    {
        await using var host = await AdminHost.Start();
        Assert.Equal(field, (await host.Get("/tenants?" + query)).ErrorFields.Single());
    }

    [Fact]
    public async Task A_tenants_token_sees_its_own_tenant_only()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        await host.Tenant("bolt");
        Assert.Equal("acme", (string)(await host.Get("/tenants", token)).Json["items"]!.AsArray().Single()!["slug"]!);
    }

    [Theory, Spec("RFC8259-4")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", 422)]
    [InlineData("[]", 422)]
    [InlineData("{", 422)]
    public async Task A_body_that_is_not_one_strict_object_is_refused(string body, int status)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        Assert.Equal(status, await host.SendRaw("PATCH", "/tenants/acme", body, "application/json"));
        Assert.Equal(415, await host.SendRaw("PATCH", "/tenants/acme", "{}", "text/plain"));
    }
}

using System.Text.Json.Nodes;

namespace RunBroker.Tests.Admin;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task The_same_request_again_gets_the_first_answer_and_does_nothing()
    {
        await using var host = await AdminHost.Start();
        var first = await host.Post("/clients", Samples.Client(), AdminHost.Operator, ("Idempotency-Key", "a"));
        var again = await host.Post("/clients", Samples.Client(), AdminHost.Operator, ("Idempotency-Key", "a"));
        Assert.Equal((201, first.Text, first.Etag, first.Location), (again.Status, again.Text, again.Etag, again.Location));
        Assert.Single((await host.Get("/clients")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_refused_and_another_caller_has_keys_of_its_own()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        await host.Post("/clients", Samples.Client(), AdminHost.Operator, ("Idempotency-Key", "a"));
        var other = Samples.Client();
        other["client_name"] = "Other";
        Assert.Equal(422, (await host.Post("/clients", other, AdminHost.Operator, ("Idempotency-Key", "a"))).Status);
        Assert.Equal("acme", (await host.Post("/clients", Samples.Client(), token, ("Idempotency-Key", "a")))["tenant"]);
    }

    [Fact]
    public async Task Of_many_at_once_one_is_done()
    {
        await using var host = await AdminHost.Start();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            host.Post("/tenants", new JsonObject { ["slug"] = "acme", ["name"] = "Acme" }, AdminHost.Operator, ("Idempotency-Key", "a"))));
        // A repetition that comes too early is told so, and is never done twice: that would be a 409 duplicate.
        Assert.All(answers, a => Assert.True(a.Status == 201 || a.Type == "urn:runbroker:problem:in_progress", a.Text));
        Assert.Contains(answers, a => a.Status == 201);
    }

    [Fact]
    public async Task A_refusal_is_remembered_too()
    {
        await using var host = await AdminHost.Start();
        var body = new JsonObject { ["slug"] = "acme" };
        var first = await host.Post("/tenants", body, AdminHost.Operator, ("Idempotency-Key", "a"));
        var again = await host.Post("/tenants", body.DeepClone(), AdminHost.Operator, ("Idempotency-Key", "a"));
        Assert.Equal((422, first.Text), (again.Status, again.Text));
    }
}

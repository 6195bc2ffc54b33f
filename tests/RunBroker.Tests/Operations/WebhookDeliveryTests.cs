using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Admin;

namespace RunBroker.Tests.Operations;

[Spec("O-166")]
public sealed class WebhookDeliveryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_change_is_delivered_with_a_signature_that_verifies_and_again_after_a_500()
    {
        await using var receiver = await TestWebhookReceiver.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var webhook = await host.Post("/tenants/acme/webhooks", Samples.Webhook(receiver.Url));
        Assert.Equal(201, webhook.Status);
        receiver.Status = 500;
        var connection = await Changed(host);

        var first = await receiver.Next(Soon);
        Assert.True(Verifies(first, webhook["secret"]));
        Assert.Equal(("connection.updated", connection),
            ((string)JsonNode.Parse(first.Body)!["type"]!, (string)JsonNode.Parse(first.Body)!["data"]!["id"]!));
        var pending = await Delivery(host, webhook["id"], d => (int?)d["last_status"] == 500);
        Assert.Equal(("pending", 1), ((string)pending["state"]!, (int)pending["attempts"]!));

        receiver.Status = 204;
        host.Clock.Advance(TimeSpan.FromSeconds(6));
        var second = await receiver.Next(Soon);
        Assert.True(Verifies(second, webhook["secret"]));
        Assert.Equal((first.Body, first.Header("webhook-id")), (second.Body, second.Header("webhook-id")));
        Assert.NotEqual(first.Header("webhook-timestamp"), second.Header("webhook-timestamp"));
        var done = await Delivery(host, webhook["id"], d => (string)d["state"]! == "delivered");
        Assert.Equal(2, (int)done["attempts"]!);
        Assert.DoesNotContain(webhook["secret"], first.Everything, StringComparison.Ordinal);

        Assert.Equal(200,
            (await host.Post($"/tenants/acme/webhooks/{webhook["id"]}/deliveries/{(string)done["id"]!}/redeliver", null)).Status);
        Assert.Equal(first.Body, (await receiver.Next(Soon)).Body);
    }

    [Fact]
    public async Task During_a_rotation_both_secrets_sign_and_afterwards_the_new_one_alone()
    {
        await using var receiver = await TestWebhookReceiver.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var webhook = await host.Post("/tenants/acme/webhooks", Samples.Webhook(receiver.Url));
        var rotated = await host.Post($"/tenants/acme/webhooks/{webhook["id"]}/rotate-secret", null);
        await Changed(host);
        var sent = await receiver.Next(Soon);
        Assert.True(Verifies(sent, webhook["secret"]) && Verifies(sent, rotated["secret"]));
        host.Clock.Advance(TimeSpan.FromHours(24));
        await Changed(host);
        sent = await receiver.Next(Soon);
        Assert.True(!Verifies(sent, webhook["secret"]) && Verifies(sent, rotated["secret"]));
    }

    [Fact]
    public async Task Conditions_choose_by_the_tags_of_the_user()
    {
        await using var receiver = await TestWebhookReceiver.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        foreach (var (tag, value) in new[] { ("company", "Acme"), ("company", "Other") })
        {
            var body = Samples.Webhook(receiver.Url);
            body["conditions"] = new JsonArray(new JsonObject { ["tag"] = tag, ["value"] = value });
            Assert.Equal(201, (await host.Post("/tenants/acme/webhooks", body)).Status);
        }

        var (user, _, _) = await Samples.SignedIn(host, "acme", await Changed(host));
        await host.Patch($"/tenants/acme/users/{user}", new JsonObject { ["tags"] = new JsonObject { ["floor"] = "3" } });
        var sent = JsonNode.Parse((await receiver.Next(Soon)).Body)!;
        Assert.Equal(("user.updated", "Acme"), ((string)sent["type"]!, (string)sent["data"]!["tags"]!["company"]!));
        Assert.Single(await host.Db.Read(tx => tx.Many<string>("select id from outbox"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_disabled_and_nothing_more_is_owed()
    {
        await using var receiver = await TestWebhookReceiver.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var webhook = await host.Post("/tenants/acme/webhooks", Samples.Webhook(receiver.Url));
        receiver.Status = 410;
        await Changed(host);
        await receiver.Next(Soon);
        await Delivery(host, webhook["id"], d => (string)d["state"]! == "failed");
        Assert.NotNull((await host.Get($"/tenants/acme/webhooks/{webhook["id"]}")).Json["disabled_at"]);
        await Changed(host);
        Assert.Single((await host.Get($"/tenants/acme/webhooks/{webhook["id"]}/deliveries")).Json["items"]!.AsArray());
        Assert.Null((await host.Post($"/tenants/acme/webhooks/{webhook["id"]}/enable", null)).Json["disabled_at"]);
    }

    [Theory]
    [InlineData("url", "\"ftp://hooks.example\"")]
    [InlineData("url", "\"https://metadata.google.internal/x\"")]
    [InlineData("url", "\"http://hooks.example/\"")]
    [InlineData("events", "[]")]
    [InlineData("events", "[\"user.exploded\"]")]
    [InlineData("conditions", "[{\"value\":\"x\"}]")]
    [InlineData("secret", "\"short\"")]
    [InlineData("disabled_at", "\"2026-01-01T00:00:00Z\"")]
    public async Task A_good_webhook_with_one_thing_broken_is_refused_for_that_thing(string name, string value)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var body = Samples.Webhook("https://hooks.example/x");
        body[name] = JsonNode.Parse(value);
        var answer = await host.Post("/tenants/acme/webhooks", body);
        Assert.Equal(422, answer.Status);
        Assert.All(answer.ErrorFields, f => Assert.StartsWith(name, f, StringComparison.Ordinal));
    }

    private static async Task<string> Changed(AdminHost host)
    {
        var made = await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "C", ["protocol"] = "oidc" });
        await host.Patch($"/tenants/acme/connections/{made["id"]}", new JsonObject { ["name"] = "D" });
        return made["id"];
    }

    /// <summary>The webhook's newest delivery, as soon as it is as asked.</summary>
    private static async Task<JsonNode> Delivery(AdminHost host, string webhook, Func<JsonNode, bool> isSo)
    {
        using var limit = new CancellationTokenSource(Soon);
        while (true)
        {
            var list = (await host.Get($"/tenants/acme/webhooks/{webhook}/deliveries")).Json["items"]!.AsArray();
            if (list.FirstOrDefault() is { } newest && isSo(newest))
                return newest;
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Standard Webhooks, made here anew so that a mistake of the product cannot agree with itself.</summary>
    private static bool Verifies(RecordedRequest sent, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signed = Encoding.UTF8.GetBytes($"{sent.Header("webhook-id")}.{sent.Header("webhook-timestamp")}.{sent.Body}");
        return sent.Header("webhook-signature")!.Split(' ').Contains("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    }
}
